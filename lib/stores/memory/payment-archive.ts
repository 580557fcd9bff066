import type { HistoryEntry } from '../../payment/decision.js';
import type { PaymentStatus } from '../../payment/payment-status.js';
import { readCursor, writeCursor, type ListPosition } from '../list-cursor.js';
import type { PaymentFilter, PaymentPage, ReferenceKey } from '../payment-rows.port.js';
import type { EventLog } from './event-log.js';
import type { PaymentTable } from './payment-table.js';
import type { MemoryPollQueue } from './poll-queue.js';
import { copyLine, fromStored, type PaymentEntry, type StoredPayment } from './stored-payment.js';

/** Looks through all payments, and removes some: for support and books, so a scan is good enough here. */
export class MemoryPaymentArchive {
  constructor(
    private readonly table: PaymentTable,
    private readonly polls: MemoryPollQueue,
    private readonly log: EventLog,
  ) {}

  list(filter: PaymentFilter, limit: number, cursor: string | null): PaymentPage {
    const after = readCursor(cursor);
    const found = [...this.table.all()]
      .map(({ stored }) => stored)
      .filter((stored) => matches(stored, filter) && (!after || newestFirst(after, stored) < 0))
      .sort(newestFirst);
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      records: page.map(fromStored),
      nextCursor: last && found.length > limit ? writeCursor(last) : null,
    };
  }

  history(id: string): readonly HistoryEntry[] {
    return this.table.byId(id)?.history.map(copyLine) ?? [];
  }

  prune(createdBefore: number, statuses: readonly PaymentStatus[], now: number): number {
    const old = [...this.table.all()].filter(
      ({ stored }) =>
        stored.createdAt < createdBefore &&
        stored.dueAt === null &&
        stored.leaseUntil <= now &&
        statuses.includes(stored.status) &&
        !this.log.isUnfinished(stored.id) &&
        !this.log.isAwaiting(stored.id, now) &&
        !(stored.status === 'PAID' && this.#holdsOff(stored)),
    );
    return this.#remove(old);
  }

  /** Whether a delivery of another attempt is still to run, or dead: without the PAID one it would be taken for an unpaid order's. */
  #holdsOff(paid: StoredPayment): boolean {
    return this.table
      .byReference(paid)
      .some(({ stored: { id } }) => id !== paid.id && this.log.isUnfinished(id));
  }

  forget(key: ReferenceKey): number {
    return this.#remove(this.table.byReference(key));
  }

  #remove(entries: readonly PaymentEntry[]): number {
    for (const entry of [...entries]) {
      this.polls.remove(entry);
      this.table.remove(entry);
      this.log.removePayment(entry.stored.id);
    }
    return entries.length;
  }
}

function matches(stored: StoredPayment, filter: PaymentFilter): boolean {
  const { account, reference, status, paidFrom, paidTo } = filter;
  const paidAt = stored.paidAt ?? NaN;
  return (
    (account === undefined || stored.account === account) &&
    (reference === undefined || stored.reference === reference) &&
    (status === undefined || stored.status === status) &&
    (paidFrom === undefined || paidAt >= paidFrom) &&
    (paidTo === undefined || paidAt < paidTo)
  );
}

function newestFirst(a: ListPosition, b: ListPosition): number {
  if (a.createdAt !== b.createdAt) return b.createdAt - a.createdAt;
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
}
