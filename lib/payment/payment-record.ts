import type { Currency } from './money.js';
import type { Payee, PaymentMetadata, PaymentReceipt, ReviewReason } from './payment.js';
import type { PaymentStatus } from './payment-status.js';

/**
 * A payment as a store keeps it: flat, times in milliseconds since 1970, `null` where there is nothing.
 * What the shop sees of it is `toPayment(record)`.
 */
export interface PaymentRecord {
  readonly id: string;
  readonly account: string;
  readonly provider: string;
  readonly reference: string;
  readonly attempt: number;
  readonly amountMinor: number;
  readonly currency: Currency;
  readonly status: PaymentStatus;
  /** Unique over the store where not null. */
  readonly md5: string | null;
  readonly qrString: string | null;
  readonly verified: boolean;
  readonly qrImageUrl: string | null;
  readonly qrStandUrl: string | null;
  readonly billNumber: string | null;
  readonly providerRef: string | null;
  readonly note: string | null;
  readonly metadata: PaymentMetadata;
  readonly payee: Payee | null;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly paidAt: number | null;
  readonly late: boolean;
  readonly recovered: boolean;
  readonly reviewReason: ReviewReason | null;
  readonly receipt: PaymentReceipt | null;

  /** Given back so far, as the shop recorded it, in minor units. */
  readonly refundedMinor: number;

  /** The shop cancelled it: money that still comes is REVIEW. */
  readonly cancelled: boolean;
  /** The reference is now asked with another amount or currency: money that still comes is REVIEW. */
  readonly replaced: boolean;
  /** The Expired event of this attempt has been written. */
  readonly expiryRaised: boolean;
  /** The Unresolved event of this attempt has been written. */
  readonly unresolvedRaised: boolean;

  /** When it may be asked about next, and its place in the queue: the smallest goes first. `null`: not asked any more. */
  readonly dueAt: number | null;
  /** Who holds it now: the creator while CREATING, a tracker during a check. */
  readonly leaseOwner: string | null;
  /** The lease is over at this time, on the store's clock. 0 without a lease. */
  readonly leaseUntil: number;
  /** Grows by one with each lease: an answer that belongs to an older one is stale. */
  readonly epoch: number;
  /** A check was begun whose answer has not arrived: the next "already claimed" may be ours. */
  readonly inDoubt: boolean;
  /** When the last good answer "not paid" arrived. */
  readonly unpaidAt: number | null;
  /** Times in a row that the provider refused to answer about this payment. */
  readonly strikes: number;
  /** Somebody looks at it until then: it is asked about sooner. */
  readonly watchedUntil: number;
}

/** What every check changes: stores keep these apart from the rest. */
export type PollField =
  | 'dueAt'
  | 'leaseOwner'
  | 'leaseUntil'
  | 'epoch'
  | 'inDoubt'
  | 'unpaidAt'
  | 'strikes'
  | 'watchedUntil';
