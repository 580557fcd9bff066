import type { Currency } from '../payment/money.js';
import type { Observation } from '../payment/observation.js';
import type { Payee } from '../payment/payment.js';
import type { Transfer, TransferQuery } from '../payment/transfer.js';
import type { ProviderFailure } from './provider-failure.js';

/** What a provider can do, as far as it is known. */
export interface ProviderCapabilities {
  readonly currencies: readonly Currency[];
  /** Who ends a code: the provider says so in its answer, or we decide (`expiresInMs`). */
  readonly expiry: 'provider' | 'ours';
  /** Milliseconds that a code lives where we decide and nobody says otherwise. */
  readonly expiresInMs: number;
  /** The longest that a code may live where somebody says how long, milliseconds. @default 86400000 */
  readonly maxExpiresInMs?: number;
  /** Whether one credential can make codes for many payees (`createPayment({ payee })`). @default false */
  readonly payees?: boolean;
  /**
   * Whether making a code asks the provider over the network, so that it counts against the rate. Where it does not, a code is made
   * before its payment is written, now and then in vain: making one must leave nothing behind.
   */
  readonly createIsCall: boolean;
  /** How many md5s `checkPayments` takes at once; 1 where there is no such call. */
  readonly batchSize: number;
  /** The least time between two checks of one md5, milliseconds. */
  readonly minGapMs: number;
  /** Requests a second that the provider allows; null where nobody knows: the limit is then found out. */
  readonly ratePerSecond: number | null;
  /** Requests a day, counted from midnight in Phnom Penh; null for no such limit. */
  readonly requestsPerDay: number | null;
  /** How many checks one payment may cost where requests are counted by the day. @default as many as the rate allows */
  readonly checksPerPayment?: number;
}

export interface CreateRequest {
  /** Our payment's id. */
  readonly id: string;
  readonly reference: string;
  readonly amountMinor: number;
  readonly currency: Currency;
  /** At most 200 characters. */
  readonly note: string | null;
  readonly payee: Payee | null;
  /** Milliseconds that the code should live, where the provider lets us say. */
  readonly expiresInMs: number;
  /** Now, milliseconds since 1970. */
  readonly now: number;
}

export interface CreatedCode {
  readonly outcome: 'created';
  /** 32 lower-case hex digits; the key of every later check. */
  readonly md5: string;
  readonly qrString?: string;
  /** The QR was compared with what was asked: CRC, amount, currency and, where known, the account. */
  readonly verified: boolean;
  readonly qrImageUrl?: string;
  readonly qrStandUrl?: string;
  readonly billNumber?: string;
  readonly providerRef?: string;
  /** Milliseconds since 1970; required where `expiry` is 'provider'. */
  readonly expiresAt?: number;
  /** Something a person should know once (an md5 that is not the string's). */
  readonly warning?: string;
}

export type CreateAnswer =
  CreatedCode | { readonly outcome: 'failed'; readonly failure: ProviderFailure };

export interface CheckRequest {
  readonly id: string;
  readonly md5: string;
  readonly providerRef: string | null;
  readonly qrString: string | null;
  readonly amountMinor: number;
  readonly currency: Currency;
  readonly payee: Payee | null;
  readonly createdAt: number;
}

/** Exactly one of these. Only a well-formed `pending` or `expired` ever means "not paid". */
export type CheckAnswer =
  Observation | { readonly outcome: 'unknown'; readonly failure: ProviderFailure };

/**
 * A payment provider. Implement it and hand the instance in: `KhqrModule.forRoot({ provider: new MyProvider() })`.
 *
 * The tracker promises: never two checks of one md5 at once, never faster than the capabilities say, and never a repeated
 * create. The provider promises: one request a call, no retry of its own, an end within 10 s, and one of the answers above;
 * whatever it throws is taken as `in-doubt`.
 */
export interface KhqrProvider {
  /** Kept on each payment for life; never reuse a name for another service. */
  readonly name: string;
  /** Host for the boot line; empty where nothing is asked over the network. */
  readonly host: string;
  readonly capabilities: ProviderCapabilities;
  /** What the limits belong to: a hash of name, base URL and credential. Equal lanes share rate, breaker and quota. Read after `start`. */
  readonly lane: string;

  /** Called once before the first request: load what is heavy, ask for the credential. */
  start?(): Promise<void>;
  /** Called once, last. */
  close?(): Promise<void>;

  createPayment(request: CreateRequest): Promise<CreateAnswer>;
  checkPayment(request: CheckRequest): Promise<CheckAnswer>;
  /** As many answers as requests, in their order. */
  checkPayments?(requests: readonly CheckRequest[]): Promise<readonly CheckAnswer[]>;
  /** A link that opens the payer's banking app. */
  getDeeplink?(request: CheckRequest): Promise<string>;
  /** Looks a transfer up at the bank, whoever's it is; null where there is none. Throws a KhqrError where the bank does not say. */
  findTransfer?(query: TransferQuery): Promise<Transfer | null>;
}
