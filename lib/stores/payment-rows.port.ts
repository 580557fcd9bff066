import type { HistoryEntry, Rule } from '../payment/decision.js';
import type { PaymentRecord } from '../payment/payment-record.js';
import type { PaymentStatus } from '../payment/payment-status.js';

export interface ReferenceKey {
  readonly account: string;
  readonly reference: string;
}

export type PaymentQuery =
  | { readonly id: string }
  | { readonly md5: string }
  /** The PAID attempt, else the newest. */
  | ReferenceKey;

/** All that are given must hold. */
export interface PaymentFilter {
  readonly account?: string;
  readonly reference?: string;
  readonly status?: PaymentStatus;
  /** `paidAt` ≥, milliseconds since 1970. */
  readonly paidFrom?: number;
  /** `paidAt` <, milliseconds since 1970. */
  readonly paidTo?: number;
}

export interface PaymentPage {
  readonly records: readonly PaymentRecord[];
  /** Where the next page begins; null: this was the last. */
  readonly nextCursor: string | null;
}

/** The payments themselves. */
export interface PaymentRows {
  /**
   * Reads every attempt of one reference, asks the rule, and writes its answer: records, event rows, their deliveries and
   * the transitions, in one atomic and durable step, or nothing. Two calls for one reference never interleave.
   * A write that would give two payments one md5 writes nothing and throws `KhqrConflictError` with the other record.
   * After the step, subscribers of the change feed are told.
   */
  decide<T>(key: ReferenceKey, rule: Rule<T>): Promise<T>;

  /** One record, or null. */
  find(query: PaymentQuery): Promise<PaymentRecord | null>;

  /** All attempts of one reference, by attempt. */
  attempts(key: ReferenceKey): Promise<readonly PaymentRecord[]>;

  /** Newest first (by `createdAt`, then id), at most `limit`; `cursor` is a page's `nextCursor`, and one that is not throws KhqrRequestError. */
  list(filter: PaymentFilter, limit: number, cursor: string | null): Promise<PaymentPage>;

  /**
   * Takes a PAID payment for told. True for the one caller, on whichever replica, who is the first; false for all after it, and
   * where the payment is unknown or not PAID. Durable before it answers.
   */
  claimPaid(id: string): Promise<boolean>;

  /** Every transition of a payment, oldest first; empty for an unknown id. */
  history(id: string): Promise<readonly HistoryEntry[]>;

  /**
   * Removes payments created before a time, in one of these statuses and not in the poll queue, with their events,
   * deliveries and history. Spared are a payment under a lease (its answer may be PAID); one with a delivery that is waiting, running
   * or dead, or with an event about money that still waits for a first handler; and a PAID attempt while another attempt of its
   * reference has such a delivery, which would be taken for an unpaid order's without it. Answers how many.
   */
  prune(createdBefore: number, statuses: readonly PaymentStatus[]): Promise<number>;

  /** Removes everything about a reference, whatever its state; answers how many payments. */
  forget(key: ReferenceKey): Promise<number>;
}
