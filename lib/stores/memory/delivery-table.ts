import { deliveryId, type DeliveryRecord, type DeliveryStatus } from '../../delivery/delivery.js';
import { DeliveryEntry, type EventEntry } from './delivery-entry.js';
import { Fifo } from './fifo.js';
import { LeaseQueue } from './lease-queue.js';

/**
 * Finished deliveries (done, superseded) that can still be listed; the oldest go first. Enough to look at a busy shop's
 * last hours, for some 5 MB. What waits, runs or is dead is never dropped.
 */
const FINISHED_KEPT = 10_000;

/** All deliveries, and for each handler the queue of those to run. */
export class DeliveryTable {
  readonly #byId = new Map<string, DeliveryEntry>();
  readonly #queues = new Map<string, LeaseQueue<DeliveryEntry>>();
  /** Those whose handler runs now: a handful at a time, so looking through them needs no index. */
  readonly #started = new Set<DeliveryEntry>();
  readonly #finished = new Fifo<DeliveryEntry>();
  readonly #counts = { waiting: 0, running: 0, done: 0, superseded: 0, dead: 0 };

  /** `bare` is told of each event whose last delivery has gone. */
  constructor(private readonly bare: (event: EventEntry) => void) {}

  get(id: string): DeliveryEntry | undefined {
    return this.#byId.get(id);
  }

  all(): Iterable<DeliveryEntry> {
    return this.#byId.values();
  }

  started(): Iterable<DeliveryEntry> {
    return this.#started;
  }

  count(status: DeliveryStatus): number {
    return this.#counts[status];
  }

  *queues(handlerIds: readonly string[]): Generator<LeaseQueue<DeliveryEntry>> {
    for (const id of handlerIds) {
      const queue = this.#queues.get(id);
      if (queue) yield queue;
    }
  }

  /** Hangs a delivery on the event, unless this handler has one already. */
  hang(
    event: EventEntry,
    handlerId: string,
    now: number,
    dueAt: number,
  ): DeliveryEntry | undefined {
    const id = deliveryId(event.event.id, handlerId);
    if (this.#byId.has(id)) return undefined;
    const entry = new DeliveryEntry(
      {
        id,
        eventId: event.event.id,
        handlerId,
        status: 'waiting',
        attempt: 0,
        createdAt: now,
        dueAt,
        leaseOwner: null,
        leaseUntil: 0,
        epoch: 0,
        started: false,
        error: null,
        finishedAt: null,
      },
      event,
    );
    this.#byId.set(id, entry);
    event.deliveries = event.deliveries.concat(entry);
    this.#counts.waiting += 1;
    this.#queue(handlerId).put(entry.node);
    return entry;
  }

  change(entry: DeliveryEntry, changes: Partial<DeliveryRecord>): void {
    this.#counts[entry.stored.status] -= 1;
    entry.stored = { ...entry.stored, ...changes };
    const { status, handlerId, started } = entry.stored;
    this.#counts[status] += 1;
    if (started) this.#started.add(entry);
    else this.#started.delete(entry);
    if (status === 'waiting' || status === 'running') this.#queue(handlerId).put(entry.node);
    else this.#queue(handlerId).remove(entry.node);
    if (status === 'done' || status === 'superseded') {
      this.#finished.push(entry);
      if (this.#finished.size > FINISHED_KEPT) this.#dropOldest();
    }
  }

  remove(entry: DeliveryEntry): void {
    const { id, status, handlerId } = entry.stored;
    // Gone already, with its payment.
    if (this.#byId.get(id) !== entry) return;
    this.#byId.delete(id);
    this.#started.delete(entry);
    this.#counts[status] -= 1;
    this.#queue(handlerId).remove(entry.node);
    const { event } = entry;
    event.deliveries = event.deliveries.filter((other) => other !== entry);
    event.past = event.past.concat(handlerId);
    if (event.deliveries.length === 0) this.bare(event);
  }

  #dropOldest(): void {
    const oldest = this.#finished.first;
    this.#finished.shift();
    if (oldest) this.remove(oldest);
  }

  #queue(handlerId: string): LeaseQueue<DeliveryEntry> {
    let queue = this.#queues.get(handlerId);
    if (!queue) this.#queues.set(handlerId, (queue = new LeaseQueue(({ stored }) => stored)));
    return queue;
  }
}
