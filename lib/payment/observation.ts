import type { PaymentReceipt } from './payment.js';

/** What the provider says about the money; a field it does not tell is absent and is not compared. */
export interface PaidEvidence {
  /** `null`: told, but not an amount in the payment's currency. */
  readonly amountMinor?: number | null;
  readonly currency?: string;
  /** The account the money went to, as told. */
  readonly toAccount?: string;
  /** The account it should have gone to, where the provider's adapter knows. */
  readonly expectedAccount?: string;
  /** Milliseconds since 1970. */
  readonly paidAt?: number;
  readonly receipt?: PaymentReceipt;
}

interface Told {
  /** The provider's own clock when it answered (its Date header), milliseconds since 1970. */
  readonly serverTime?: number;
}

/** A good answer that says "not paid". */
export type UnpaidObservation =
  | ({ readonly outcome: 'pending' } & Told)
  /** The provider has ended the code. */
  | ({ readonly outcome: 'expired'; readonly expiresAt?: number } & Told);

/** One good answer of a provider about one payment. */
export type Observation =
  | UnpaidObservation
  | ({ readonly outcome: 'paid'; readonly evidence: PaidEvidence } & Told)
  /** Somebody has claimed it already (409): perhaps we, in a check whose answer was lost. */
  | ({ readonly outcome: 'claimed' } & Told);
