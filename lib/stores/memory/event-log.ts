import {
  HANDLER_MEMORY_MS,
  handles,
  missedSince,
  MONEY_EVENTS,
  type HandlerRecord,
  type Registered,
} from '../../delivery/delivery.js';
import {
  PAYMENT_EVENT_TYPES,
  paymentEventId,
  type EventRecord,
} from '../../payment/payment-event.js';
import { copyEvent, type EventEntry } from './delivery-entry.js';
import { DeliveryTable } from './delivery-table.js';
import { Fifo } from './fifo.js';

const NONE: EventEntry['deliveries'] & EventEntry['past'] = [];

/** The events, the handlers they are for, and the deliveries between them. */
export class EventLog {
  readonly deliveries = new DeliveryTable((event) => {
    if (!event.open) this.#events.delete(event.event.id);
  });
  /** One method may listen to several types or accounts under one identity: a row for each. */
  readonly #handlers = new Map<string, HandlerRecord>();
  readonly #events = new Map<string, EventEntry>();
  /** Those that matched no handler, oldest first. */
  readonly #open = new Fifo<EventEntry>();

  /** Writes an event with its deliveries; false where it is known already. */
  append(event: EventRecord, now: number): boolean {
    this.#forgetOpen(now);
    if (this.#events.has(event.id)) return false;
    const entry = { event: copyEvent(event), deliveries: NONE, past: NONE, open: false };
    this.#events.set(event.id, entry);
    for (const handler of this.#handlers.values()) {
      if (!isRemembered(handler, now) || !handles(handler, event)) continue;
      this.deliveries.hang(entry, handler.id, now, event.deliverAt);
    }
    if (entry.deliveries.length === 0) {
      entry.open = true;
      this.#open.push(entry);
    }
    return true;
  }

  register(handlers: readonly Omit<HandlerRecord, 'lastSeenAt'>[], now: number): Registered {
    this.#forgetOpen(now);
    let [hung, dead] = [false, 0];
    for (const { id, type, account } of handlers) {
      const row = JSON.stringify([id, type, account]);
      const known = this.#handlers.get(row);
      const handler = { id, type, account, lastSeenAt: now };
      this.#handlers.set(row, handler);
      const missed = known ? missedSince(known.lastSeenAt, now) : null;
      if (known && missed === null) continue;
      for (const entry of this.#open) {
        if (isWaiting(entry, now) && this.#adopt(handler, entry)) hung = true;
      }
      if (missed === null) continue;
      // It was away for so long that it got no deliveries, and others may have done its work: a person says whether it runs.
      for (const entry of this.#events.values()) {
        const { occurredAt, type: happened } = entry.event;
        if (occurredAt < missed || !MONEY_EVENTS.includes(happened)) continue;
        if (this.#miss(handler, entry)) dead += 1;
      }
    }
    return { hung, dead };
  }

  listHandlers(): readonly HandlerRecord[] {
    return Array.from(this.#handlers.values(), (handler) => ({ ...handler }));
  }

  lastSeenAt(handlerId: string): number | null {
    const own = [...this.#handlers.values()].filter(({ id }) => id === handlerId);
    return own.length > 0 ? Math.max(...own.map(({ lastSeenAt }) => lastSeenAt)) : null;
  }

  /** Whether a delivery of this payment is still to run, or dead. */
  isUnfinished(paymentId: string): boolean {
    return this.#ofPayment(paymentId).some(({ deliveries }) =>
      deliveries.some(({ stored: { status } }) => status !== 'done' && status !== 'superseded'),
    );
  }

  /** Whether an event of this payment, about money, still waits for a first handler. */
  isAwaiting(paymentId: string, now: number): boolean {
    return this.#ofPayment(paymentId).some(
      (entry) => MONEY_EVENTS.includes(entry.event.type) && isUnrouted(entry, now),
    );
  }

  removePayment(paymentId: string): void {
    for (const entry of this.#ofPayment(paymentId)) {
      entry.open = false;
      for (const delivery of [...entry.deliveries]) this.deliveries.remove(delivery);
      this.#events.delete(entry.event.id);
    }
  }

  #adopt({ id, type, account, lastSeenAt: now }: HandlerRecord, entry: EventEntry) {
    const { event, past } = entry;
    if (!handles({ type, account }, event) || past.includes(id)) return undefined;
    return this.deliveries.hang(entry, id, now, event.deliverAt);
  }

  #miss(handler: HandlerRecord, entry: EventEntry): boolean {
    const hung = this.#adopt(handler, entry);
    if (!hung) return false;
    const error = `The handler '${handler.id}' was away for more than 72 hours when this happened: run it unless others have done its work.`;
    this.deliveries.change(hung, { status: 'dead', error, finishedAt: handler.lastSeenAt });
    return true;
  }

  #ofPayment(paymentId: string): EventEntry[] {
    // An event's id is made of its payment's and its type.
    return PAYMENT_EVENT_TYPES.flatMap(
      (type) => this.#events.get(paymentEventId(paymentId, type)) ?? [],
    );
  }

  countUnrouted(now: number): number {
    this.#forgetOpen(now);
    let count = 0;
    for (const entry of this.#open) if (isUnrouted(entry, now)) count += 1;
    return count;
  }

  /** An event for which no handler came in time is of no more use. */
  #forgetOpen(now: number): void {
    for (let entry = this.#open.first; entry && !isYoung(entry, now); entry = this.#open.first) {
      this.#open.shift();
      entry.open = false;
      if (entry.deliveries.length === 0) this.#events.delete(entry.event.id);
    }
  }
}

function isRemembered(handler: HandlerRecord, now: number): boolean {
  return now - handler.lastSeenAt <= HANDLER_MEMORY_MS;
}

function isYoung({ event }: EventEntry, now: number): boolean {
  return now - event.occurredAt <= HANDLER_MEMORY_MS;
}

/** Whether a first handler that comes now gets it: its payment may have been removed meanwhile. */
function isWaiting(entry: EventEntry, now: number): boolean {
  return entry.open && isYoung(entry, now);
}

/** Whether no handler has ever come for it, and one still may. */
function isUnrouted(entry: EventEntry, now: number): boolean {
  return entry.deliveries.length + entry.past.length === 0 && isWaiting(entry, now);
}
