import { decideStart } from '../../delivery/delivery-start.js';
import { deliveryId } from '../../delivery/delivery.js';
import type {
  ClaimDeliveriesRequest,
  ClaimedDelivery,
  DeliveryCounts,
  DeliveryFilter,
  DeliveryOutcome,
  DeliveryStart,
  DeliveryView,
} from '../delivery-queue.port.js';
import type { DeliveryEntry } from './delivery-entry.js';
import type { EventLog } from './event-log.js';
import { earliest, takeDue } from './lease-queue.js';
import type { PaymentTable } from './payment-table.js';
import { fromStored } from './stored-payment.js';

const NO_LEASE = { leaseOwner: null, leaseUntil: 0, started: false } as const;

/** Events on their way to handlers. */
export class MemoryDeliveryQueue {
  constructor(
    private readonly log: EventLog,
    private readonly table: PaymentTable,
  ) {}

  claim(request: ClaimDeliveriesRequest, now: number): readonly ClaimedDelivery[] {
    const { deliveries } = this.log;
    const claimed: ClaimedDelivery[] = [];
    takeDue(deliveries.queues(request.handlerIds), now, request.limit, (entry) => {
      this.log.deliveries.change(entry, {
        status: 'running',
        attempt: entry.stored.attempt + 1,
        leaseOwner: request.owner,
        leaseUntil: now + request.leaseMs,
        epoch: entry.stored.epoch + 1,
        started: false,
      });
      claimed.push(entry.view());
    });
    return claimed;
  }

  start(id: string, epoch: number, now: number): DeliveryStart {
    const entry = this.#held(id, epoch);
    // A handler started under a lease that is over could run beside the next one, unseen.
    if (!entry || entry.stored.leaseUntil <= now) return { verdict: 'lost' };
    const { type, account, reference, paymentId } = entry.event.event;
    const payment = paymentId === null ? undefined : this.table.byId(paymentId);
    const attempts =
      account === null || reference === null ? [] : this.table.byReference({ account, reference });
    const running = [...this.log.deliveries.started()].filter(
      ({ event: { event }, stored }) =>
        event.account === account && event.reference === reference && stored.leaseUntil > now,
    );
    const record = payment ? fromStored(payment.stored) : null;
    const verdict = decideStart(
      type,
      record,
      attempts.map(({ stored }) => fromStored(stored)),
      running.map(({ event }) => event.event.type),
    );
    if (verdict !== 'run') return { verdict };
    this.log.deliveries.change(entry, { started: true });
    return { verdict, payment: record };
  }

  finish(id: string, epoch: number, outcome: DeliveryOutcome, now: number): boolean {
    const entry = this.#held(id, epoch);
    if (!entry) return false;
    const { attempt, error } = entry.stored;
    if (outcome.status === 'waiting') {
      this.log.deliveries.change(entry, {
        ...NO_LEASE,
        status: 'waiting',
        attempt: outcome.countAttempt ? attempt : attempt - 1,
        dueAt: now + outcome.delayMs,
        error: outcome.error ?? error,
      });
    } else {
      const last = outcome.status === 'dead' ? outcome.error : error;
      this.log.deliveries.change(entry, {
        ...NO_LEASE,
        status: outcome.status,
        error: last,
        finishedAt: now,
      });
    }
    return true;
  }

  nextAt(handlerIds: readonly string[], now: number): number | null {
    return earliest(this.log.deliveries.queues(handlerIds), now);
  }

  buryOrphans(lastSeenBefore: number, now: number): readonly ClaimedDelivery[] {
    const buried: ClaimedDelivery[] = [];
    for (const entry of this.log.deliveries.all()) {
      const { status, leaseUntil, handlerId, dueAt } = entry.stored;
      // With its handler gone, nobody would claim again what a process left running when it died.
      const abandoned = status === 'running' && leaseUntil <= now;
      if (status !== 'waiting' && !abandoned) continue;
      // Handed to a handler that is still to come: it counts from then on.
      if ((this.log.lastSeenAt(handlerId) ?? dueAt) >= lastSeenBefore) continue;
      const error = `No process has shown the handler '${handlerId}' for too long.`;
      this.log.deliveries.change(entry, { ...NO_LEASE, status: 'dead', error, finishedAt: now });
      buried.push(entry.view());
    }
    return buried;
  }

  /** Newest first. */
  list(filter: DeliveryFilter, limit: number): readonly DeliveryView[] {
    return [...this.log.deliveries.all()]
      .filter((entry) => matches(entry, filter))
      .reverse()
      .slice(0, limit)
      .map((entry) => ({
        ...entry.view(),
        handlerLastSeenAt: this.log.lastSeenAt(entry.stored.handlerId),
      }));
  }

  redeliver(filter: DeliveryFilter, toHandlerId: string | undefined, now: number): number {
    const { deliveries } = this.log;
    const dead = [...deliveries.all()].filter(
      (entry) => entry.stored.status === 'dead' && matches(entry, filter),
    );
    let count = 0;
    for (const entry of dead) {
      const { eventId, handlerId } = entry.stored;
      if (toHandlerId === undefined || toHandlerId === handlerId) {
        this.log.deliveries.change(entry, {
          status: 'waiting',
          attempt: 0,
          dueAt: now,
          finishedAt: null,
        });
      } else {
        // The other handler has had this event by itself: a second run is nobody's wish.
        if (deliveries.get(deliveryId(eventId, toHandlerId))) continue;
        deliveries.hang(entry.event, toHandlerId, now, now);
        deliveries.remove(entry);
      }
      count += 1;
    }
    return count;
  }

  counts(now: number): DeliveryCounts {
    const { deliveries } = this.log;
    return {
      waiting: deliveries.count('waiting'),
      running: deliveries.count('running'),
      dead: deliveries.count('dead'),
      unrouted: this.log.countUnrouted(now),
    };
  }

  #held(id: string, epoch: number): DeliveryEntry | undefined {
    const entry = this.log.deliveries.get(id);
    return entry?.stored.status === 'running' && entry.stored.epoch === epoch ? entry : undefined;
  }
}

function matches({ stored, event }: DeliveryEntry, filter: DeliveryFilter): boolean {
  return (
    (filter.status === undefined || stored.status === filter.status) &&
    (filter.handlerId === undefined || stored.handlerId === filter.handlerId) &&
    (filter.eventId === undefined || stored.eventId === filter.eventId) &&
    (filter.paymentId === undefined || event.event.paymentId === filter.paymentId)
  );
}
