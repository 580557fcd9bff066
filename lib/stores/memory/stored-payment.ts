import type { HistoryEntry } from '../../payment/decision.js';
import type { PaymentMetadata } from '../../payment/payment.js';
import type { PaymentRecord } from '../../payment/payment-record.js';
import type { HeapNode } from './min-heap.js';

/**
 * A record as it lies in memory: the store's own copy, replaced at each change. Metadata is kept as its JSON text:
 * smaller, and every reader gets an object of its own, as from a database.
 */
export type StoredPayment = Omit<PaymentRecord, 'metadata'> & { readonly metadata: string };

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
  return {
    ...record,
    metadata: JSON.stringify(record.metadata),
    payee: record.payee && { ...record.payee },
    receipt: record.receipt && { ...record.receipt },
  };
}

export function fromStored(stored: StoredPayment): PaymentRecord {
  return {
    ...stored,
    metadata: JSON.parse(stored.metadata) as PaymentMetadata,
    payee: stored.payee && { ...stored.payee },
    receipt: stored.receipt && { ...stored.receipt },
  };
}

/** Names its fields, since an object made by spreading several takes three times the memory. */
export function copyLine({ paymentId, from, to, reason, details, at }: HistoryEntry): HistoryEntry {
  const line = { paymentId, from, to, reason, at };
  return details ? { ...line, details: { ...details } } : line;
}
