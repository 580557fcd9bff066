import type { Decision } from '../../lib/payment/decision.js';
import type { EventRecord } from '../../lib/payment/payment-event.js';
import type { PaymentRecord } from '../../lib/payment/payment-record.js';
import { isSettled, statusRank } from '../../lib/payment/payment-status.js';
import type { ReferenceKey } from '../../lib/stores/payment-rows.port.js';
import type { ViolationLog } from './violation.log.js';

/** Where the truth about a code is. */
export interface Truth {
  /** When the payment's code ends, on the clock of whoever decides that; null for one that nobody knows. */
  endOf(record: PaymentRecord): number | null;
  now(): number;
  /** The store's clock is not the bank's. */
  readonly storeIsOff: boolean;
}

const ANSWERED_MS = 60_000;

/** Looks at every committed change of payments. */
export class TransitionAuditor {
  readonly events = new Map<string, EventRecord>();
  readonly resolved = new Set<string>();
  readonly #paid = new Set<string>();
  readonly #paidReferences = new Set<string>();
  readonly #paidOrders = new Map<string, string>();

  constructor(
    private readonly truth: Truth,
    private readonly graceMs: number,
    private readonly violations: ViolationLog,
  ) {}

  /** The order's Paid event; undefined until there is one. */
  paidEvent(reference: string): string | undefined {
    return this.#paidOrders.get(reference);
  }

  isPaid(reference: string): boolean {
    return this.#paidReferences.has(reference);
  }

  committed(
    { reference }: ReferenceKey,
    before: readonly PaymentRecord[],
    decision: Decision<unknown>,
  ): void {
    const { violations } = this;
    const after = merged(before, decision.writes);
    for (const record of decision.writes) {
      const was = before.find(({ id }) => id === record.id);
      if (was) this.compare(was, record, decision);
    }
    for (const event of decision.events) {
      violations.check(!this.events.has(event.id), 'event', () => `${event.id} is written twice`);
      this.events.set(event.id, event);
      this.tell(reference, event, after);
    }
    for (const { paymentId, reason } of decision.transitions ?? []) {
      if (reason === 'resolved') this.resolved.add(paymentId);
    }
  }

  private compare(
    was: PaymentRecord,
    is: PaymentRecord,
    { events, transitions }: Decision<unknown>,
  ): void {
    const { violations } = this;
    const { id } = is;
    const step = `${id} goes from ${was.status} to ${is.status}`;
    violations.check(statusRank(is.status) >= statusRank(was.status), 'status', () => step);
    if (is.status === was.status) return;
    violations.check(
      (transitions ?? []).some((line) => line.paymentId === id && line.to === is.status),
      'event',
      () => `${step} without a line of history`,
    );
    const told = events.filter(({ paymentId }) => paymentId === id).map(({ type }) => type);
    if (is.status === 'PAID') {
      violations.check(!this.#paid.has(id), 'paid-twice', () => `${id} becomes PAID again`);
      this.#paid.add(id);
      this.#paidReferences.add(is.reference);
      const paid = told.filter(
        (type) => type === 'khqr.payment.paid' || type === 'khqr.payment.duplicate',
      );
      violations.check(paid.length === 1, 'event', () => `${step} with ${paid.length} events`);
    }
    if (is.status === 'REVIEW') {
      violations.check(told.includes('khqr.payment.review'), 'event', () => `${step} in silence`);
    }
    if (is.status === 'EXPIRED') {
      const end = this.truth.endOf(is);
      const early = end !== null && this.truth.now() < end + this.graceMs;
      violations.check(!early, 'early-end', () => `${step} before its end and grace`);
    }
  }

  private tell(reference: string, event: EventRecord, after: readonly PaymentRecord[]): void {
    const { violations } = this;
    if (event.type === 'khqr.payment.paid') {
      const first = this.#paidOrders.get(reference);
      violations.check(first === undefined, 'paid-twice', () => `${event.id} after ${first ?? ''}`);
      this.#paidOrders.set(reference, event.id);
    }
    if (event.type === 'khqr.payment.expired') {
      const open = after.find(({ status }) => status === 'PAID' || !isSettled(status));
      violations.check(
        !open,
        'early-end',
        () => `${event.id} while ${open?.id ?? ''} is ${open?.status ?? ''}`,
      );
    }
    if (event.type === 'khqr.payment.unresolved') {
      const record = after.find(({ id }) => id === event.paymentId);
      const end = record ? this.truth.endOf(record) : null;
      const early = end !== null && this.truth.now() < end + this.graceMs;
      // A store whose clock is wrong cannot know the end while nobody answers; while somebody does, it can.
      const answered = event.occurredAt - (record?.unpaidAt ?? 0) < ANSWERED_MS;
      const wrong = early && (answered || !this.truth.storeIsOff);
      violations.check(!wrong, 'early-end', () => `${event.id} before the code's end and grace`);
    }
  }
}

function merged(
  before: readonly PaymentRecord[],
  writes: readonly PaymentRecord[],
): readonly PaymentRecord[] {
  const all = new Map(before.map((record) => [record.id, record]));
  for (const record of writes) all.set(record.id, record);
  return [...all.values()];
}
