import type { Currency } from './money.js';
import type { PaymentStatus } from './payment-status.js';

/** Plain JSON that the shop wants to find again on the payment; at most 8 kB as text. */
export type PaymentMetadata = Readonly<Record<string, unknown>>;

/** Why a payment waits for a person. */
export type ReviewReason =
  /** The provider reports another amount. */
  | 'amount'
  /** The provider reports another currency. */
  | 'currency'
  /** The money went to another account. */
  | 'account'
  /** Paid after the shop had cancelled it. */
  | 'cancelled'
  /** Paid although the order has since been asked with another amount or currency. */
  | 'replaced'
  /** The provider says that somebody else has claimed this payment. */
  | 'claimed'
  /** The provider refused to answer about this payment three times. */
  | 'refused';

/** What the provider tells of the transfer itself. */
export interface PaymentReceipt {
  /** The transfer's hash at the bank (64 hex digits at NBC). */
  readonly hash?: string;
  readonly payerAccount?: string;
  readonly bankReference?: string;
}

/** Who is paid, where one credential serves many. */
export interface Payee {
  /** A Bakong account, `name@bank`. */
  readonly bakongId: string;
  readonly merchantName: string;
}

/** One attempt to be paid for one reference, as the shop sees it. Never changes; ask again for a newer one. */
export interface Payment {
  /** Random, 128 bits, safe to show. */
  readonly id: string;
  readonly account: string;
  readonly provider: string;
  /** The shop's order number. */
  readonly reference: string;
  /** 1 for the reference's first code. */
  readonly attempt: number;
  /** Decimal text: `'5.00'` USD, `'20000'` KHR. */
  readonly amount: string;
  /** Integer minor units: cents, riel. */
  readonly amountMinor: number;
  readonly currency: Currency;
  readonly status: PaymentStatus;
  /** The provider's key for the code: lower-case hex. Empty until there is a code. */
  readonly md5: string;
  /** The KHQR text to draw. */
  readonly qrString?: string;
  /** Whether the code's CRC, amount, currency and (where known) account were checked before it was shown. */
  readonly verified: boolean;
  /** The provider's own picture of the code. Fetched only by `bakong-online`, to read the code from it. */
  readonly qrImageUrl?: string;
  readonly qrStandUrl?: string;
  readonly billNumber?: string;
  /** The provider's own id of the transaction, where it has one. */
  readonly providerRef?: string;
  readonly note?: string;
  readonly metadata: PaymentMetadata;
  readonly payee?: Payee;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** When the customer paid, as the provider tells it, else when it was noticed. */
  readonly paidAt?: Date;
  /** Paid after its end, or after it had been recorded as EXPIRED. */
  readonly late: boolean;
  /** PAID was concluded from "already claimed" while an answer of ours had been lost. */
  readonly recovered: boolean;
  readonly reviewReason?: ReviewReason;
  readonly receipt?: PaymentReceipt;
}
