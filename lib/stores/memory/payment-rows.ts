import type { Rule } from '../../payment/decision.js';
import type { PaymentRecord } from '../../payment/payment-record.js';
import type { Change } from '../change-feed.port.js';
import type { PaymentQuery, ReferenceKey } from '../payment-rows.port.js';
import { copyEvent } from './delivery-entry.js';
import type { EventLog } from './event-log.js';
import type { PaymentTable } from './payment-table.js';
import type { MemoryPollQueue } from './poll-queue.js';
import { copyLine, fromStored, type PaymentEntry } from './stored-payment.js';

/** Decides and finds. Everything is synchronous, and that is what makes a step atomic. */
export class MemoryPaymentRows {
  /** Payments that were told of once; one that is removed takes its mark along. */
  readonly #claimed = new WeakSet<PaymentEntry>();

  constructor(
    private readonly table: PaymentTable,
    private readonly polls: MemoryPollQueue,
    private readonly log: EventLog,
  ) {}

  /** Answers also what the change feed must be told. */
  decide<T>(
    key: ReferenceKey,
    rule: Rule<T>,
    now: number,
  ): { readonly result: T; readonly changes: readonly Change[] } {
    const decision = rule(this.attempts(key), now);
    const events = decision.events.map(copyEvent);
    // Refuses before it writes; nothing after it can fail, so the step happens as a whole.
    for (const entry of this.table.write(decision.writes)) this.polls.place(entry);
    for (const line of decision.transitions ?? []) {
      const entry = this.table.byId(line.paymentId);
      if (entry) entry.history = entry.history.concat(copyLine({ ...line, at: now }));
    }
    for (const event of events) this.log.append(event, now);
    const told = new Map<string | null, Change>();
    for (const { id } of decision.writes) told.set(id, { paymentId: id, hasEvents: false });
    for (const { paymentId } of events) told.set(paymentId, { paymentId, hasEvents: true });
    return { result: decision.result, changes: [...told.values()] };
  }

  find(query: PaymentQuery): PaymentRecord | null {
    const entry = this.#find(query);
    return entry ? fromStored(entry.stored) : null;
  }

  claimPaid(id: string): boolean {
    const entry = this.table.byId(id);
    if (entry?.stored.status !== 'PAID' || this.#claimed.has(entry)) return false;
    this.#claimed.add(entry);
    return true;
  }

  attempts(key: ReferenceKey): readonly PaymentRecord[] {
    return this.table.byReference(key).map(({ stored }) => fromStored(stored));
  }

  #find(query: PaymentQuery): PaymentEntry | undefined {
    if ('id' in query) return this.table.byId(query.id);
    if ('md5' in query) return this.table.byMd5(query.md5);
    const attempts = this.table.byReference(query);
    return attempts.find(({ stored }) => stored.status === 'PAID') ?? attempts.at(-1);
  }
}
