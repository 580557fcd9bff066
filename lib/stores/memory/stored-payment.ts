import type { HistoryEntry } from '../../payment/decision.js';
import type { PaymentMetadata } from '../../payment/payment.js';
import type { PaymentRecord, PollField } from '../../payment/payment-record.js';
import type { HeapNode } from './min-heap.js';

/** In place, since no caller ever holds the store's own copy. */
type PollFields = { -readonly [K in PollField]: PaymentRecord[K] };

/**
 * A record as it lies in memory: the store's own copy. Metadata is kept as its JSON text: smaller, and every reader gets
 * an object of its own, as from a database.
 */
export type StoredPayment = Omit<PaymentRecord, PollField | 'metadata'> &
  PollFields & { readonly metadata: string };

/** A payment and its places in the indexes. */
export interface PaymentEntry {
  stored: StoredPayment;
  /** Its transitions, oldest first. */
  history: readonly HistoryEntry[];
  /** Its place among the payments to ask about; null while it is not one of them. */
  queued: HeapNode<PaymentEntry> | null;
  /** Its place among those that may need a look without an answer. */
  aging: HeapNode<PaymentEntry> | null;
}

export function toStored(record: PaymentRecord): StoredPayment {
  return copied(record, JSON.stringify(record.metadata));
}

export function fromStored(stored: StoredPayment): PaymentRecord {
  return copied(stored, JSON.parse(stored.metadata) as PaymentMetadata);
}

/** Names its fields, since records that are all made in one place are alike: to copy one by spreading takes three times as long. */
function copied<M>(
  record: Omit<PaymentRecord, 'metadata'>,
  metadata: M,
): Omit<PaymentRecord, 'metadata'> & { metadata: M } {
  return {
    id: record.id,
    account: record.account,
    provider: record.provider,
    reference: record.reference,
    attempt: record.attempt,
    amountMinor: record.amountMinor,
    currency: record.currency,
    status: record.status,
    md5: record.md5,
    qrString: record.qrString,
    verified: record.verified,
    qrImageUrl: record.qrImageUrl,
    qrStandUrl: record.qrStandUrl,
    billNumber: record.billNumber,
    providerRef: record.providerRef,
    note: record.note,
    createdAt: record.createdAt,
    expiresAt: record.expiresAt,
    paidAt: record.paidAt,
    late: record.late,
    recovered: record.recovered,
    reviewReason: record.reviewReason,
    refundedMinor: record.refundedMinor,
    cancelled: record.cancelled,
    replaced: record.replaced,
    expiryRaised: record.expiryRaised,
    unresolvedRaised: record.unresolvedRaised,
    dueAt: record.dueAt,
    leaseOwner: record.leaseOwner,
    leaseUntil: record.leaseUntil,
    epoch: record.epoch,
    inDoubt: record.inDoubt,
    unpaidAt: record.unpaidAt,
    strikes: record.strikes,
    watchedUntil: record.watchedUntil,
    metadata,
    payee: record.payee && { ...record.payee },
    receipt: record.receipt && { ...record.receipt },
  };
}

/** Names its fields, since an object made by spreading several takes three times the memory. */
export function copyLine({ paymentId, from, to, reason, details, at }: HistoryEntry): HistoryEntry {
  const line = { paymentId, from, to, reason, at };
  return details ? { ...line, details: { ...details } } : line;
}
