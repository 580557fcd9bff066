import type { AnyKhqrEvent } from '../../lib/events/payment.events.js';
import type { EventRecord } from '../../lib/payment/payment-event.js';
import type { ClaimedDelivery } from '../../lib/stores/delivery-queue.port.js';
import type { ViolationLog } from './violation.log.js';

const RELEASES = ['khqr.payment.expired', 'khqr.payment.cancelled'];

interface DeliveryLease {
  readonly holder: string;
  readonly untilMs: number;
}

/** Looks at deliveries as they are leased and begun, and at handlers as they run. */
export class DeliveryAuditor {
  readonly #leases = new Map<string, DeliveryLease>();
  /** Orders for which a Paid handler has begun. */
  readonly #fulfilling = new Set<string>();
  /** `<event>:<handler>` → how often its effect was counted. */
  readonly effects = new Map<string, number>();
  readonly #failures = new Map<string, number>();
  runs = 0;

  constructor(
    private readonly nowMs: () => number,
    private readonly violations: ViolationLog,
  ) {}

  claimed(holder: string, { delivery }: ClaimedDelivery, leaseMs: number): void {
    const held = this.#leases.get(delivery.id);
    const now = this.nowMs();
    this.violations.check(
      !held || held.untilMs <= now,
      'lease',
      () => `${delivery.id} is leased to ${holder} while ${held?.holder ?? ''} holds it`,
    );
    this.#leases.set(delivery.id, { holder, untilMs: now + leaseMs });
  }

  finished(id: string): void {
    this.#leases.delete(id);
  }

  /** The store has let it run. */
  started(id: string, { type }: Pick<EventRecord, 'type'>, paid: boolean): void {
    const wrong = paid && RELEASES.includes(type);
    this.violations.check(
      !wrong,
      'release-after-paid',
      () => `${id} may run although its order is PAID`,
    );
  }

  /** A handler of the shop has been called. */
  begun(handlerId: string, event: AnyKhqrEvent): void {
    this.runs += 1;
    if (event.type === 'khqr.alert') return;
    const { reference, status } = event.payment;
    if (event.type === 'khqr.payment.paid') {
      this.#fulfilling.add(reference);
      this.violations.check(
        status === 'PAID',
        'wrong-goods',
        () => `${handlerId} is given ${reference} as ${status}`,
      );
    }
    if (RELEASES.includes(event.type)) {
      this.violations.check(
        !this.#fulfilling.has(reference),
        'release-after-paid',
        () => `${handlerId} begins ${event.id} although ${reference} is being fulfilled`,
      );
    }
  }

  /** What a handler does for good, keyed by the event's id as the documents say. */
  effect(handlerId: string, eventId: string): void {
    const key = `${eventId}:${handlerId}`;
    if (!this.effects.has(key)) this.effects.set(key, 1);
  }

  failed(handlerId: string, eventId: string): void {
    this.#failures.set(`${eventId}:${handlerId}`, this.failuresOf(handlerId, eventId) + 1);
  }

  failuresOf(handlerId: string, eventId: string): number {
    return this.#failures.get(`${eventId}:${handlerId}`) ?? 0;
  }
}
