import type { Decision, TransitionEvidence } from '../decision.js';
import {
  alertEvent,
  paymentEventId,
  type AlertDetails,
  type EventRecord,
  type PaymentEventType,
} from '../payment-event.js';
import type { PaymentRecord } from '../payment-record.js';
import type { PaymentStatus } from '../payment-status.js';

/** The attempts of one reference while a rule changes them, and what has to be written in the end. */
export class Changes {
  private readonly current: Map<string, PaymentRecord>;
  private readonly written = new Set<string>();
  private readonly events: EventRecord[] = [];
  private readonly transitions: TransitionEvidence[] = [];

  constructor(
    attempts: readonly PaymentRecord[],
    readonly now: number,
  ) {
    this.current = new Map(attempts.map((record) => [record.id, record]));
  }

  get attempts(): readonly PaymentRecord[] {
    return [...this.current.values()];
  }

  /** Whether anything is to be written. */
  get any(): boolean {
    return this.written.size > 0;
  }

  write(record: PaymentRecord): PaymentRecord {
    this.current.set(record.id, record);
    this.written.add(record.id);
    return record;
  }

  /** Moves a record to another status, with a line of history. */
  move(
    record: PaymentRecord,
    status: PaymentStatus,
    reason: string,
    patch: Partial<PaymentRecord> = {},
    details?: TransitionEvidence['details'],
  ): PaymentRecord {
    this.transitions.push({
      paymentId: record.id,
      from: record.status,
      to: status,
      reason,
      ...(details && { details }),
    });
    return this.write({ ...record, ...patch, status });
  }

  raise(record: PaymentRecord, type: PaymentEventType, deliverAt = this.now): void {
    this.events.push({
      id: paymentEventId(record.id, type),
      type,
      account: record.account,
      paymentId: record.id,
      reference: record.reference,
      occurredAt: this.now,
      deliverAt,
      alert: null,
    });
  }

  /** Told once for each payment and kind. */
  alert(record: PaymentRecord, alert: AlertDetails): void {
    this.events.push(alertEvent(alert, record.id, record.account, this.now));
  }

  decide<T>(result: T): Decision<T> {
    const writes = [...this.written].flatMap((id) => this.current.get(id) ?? []);
    return { writes, events: this.events, transitions: this.transitions, result };
  }
}

/** The fields that end a lease. */
export const NO_LEASE = { leaseOwner: null, leaseUntil: 0 } as const;
