import type { KhqrEventType } from '../payment/payment-event.js';

export type DeliveryStatus = 'waiting' | 'running' | 'done' | 'superseded' | 'dead';

/** One event on its way to one handler. */
export interface DeliveryRecord {
  /** `<event id>:<handler id>`. */
  readonly id: string;
  readonly eventId: string;
  readonly handlerId: string;
  readonly status: DeliveryStatus;
  /** Runs begun so far. */
  readonly attempt: number;
  readonly createdAt: number;
  readonly dueAt: number;
  readonly leaseOwner: string | null;
  readonly leaseUntil: number;
  /** Grows by one with each lease. */
  readonly epoch: number;
  /** The handler has been started under the present lease. */
  readonly started: boolean;
  /** The last failure's message. */
  readonly error: string | null;
  readonly finishedAt: number | null;
}

/**
 * A handler as processes make it known to each other through the store. One method may listen to several types or
 * accounts: then its id has a row for each, and it still gets each event once.
 */
export interface HandlerRecord {
  readonly id: string;
  readonly type: KhqrEventType;
  /** null: of every account. */
  readonly account: string | null;
  readonly lastSeenAt: number;
}

/**
 * How long a handler that no process shows any more still gets new deliveries, and how long an event without any handler
 * waits for a first one: a long weekend.
 */
export const HANDLER_MEMORY_MS = 72 * 60 * 60 * 1000;

/**
 * A handler that a process has shown within so long runs there, milliseconds: they show themselves every two minutes, and where the
 * store refuses, every second.
 */
export const HANDLER_SHOWN_MS = 5 * 60_000;

/** Events about money: where nobody takes one, a person has to hear of it. */
export const MONEY_EVENTS: readonly KhqrEventType[] = [
  'khqr.payment.paid',
  'khqr.payment.review',
  'khqr.payment.duplicate',
  'khqr.payment.unresolved',
];

/** What has come of making handlers known. */
export interface Registered {
  /** Something hangs on one that is new, or back, now. */
  readonly hung: boolean;
  /** Dead letters of what one that is back has missed. */
  readonly dead: number;
}

/** No two clocks' readings of "gone" differ by more. */
const CLOCKS_DIFFER_MS = 60 * 60 * 1000;

/**
 * From when on events may have been written without a handler that is shown again now; null: it was not away for so long. A
 * little too early costs a look: what was written before has its delivery.
 */
export function missedSince(lastSeenAt: number, now: number): number | null {
  const since = lastSeenAt + HANDLER_MEMORY_MS - CLOCKS_DIFFER_MS;
  return since < now ? since : null;
}

export function deliveryId(eventId: string, handlerId: string): string {
  return `${eventId}:${handlerId}`;
}

/** Whether an event of this type and account is for this handler. An alert without an account is for all of its type. */
export function handles(
  handler: Pick<HandlerRecord, 'type' | 'account'>,
  event: { readonly type: KhqrEventType; readonly account: string | null },
): boolean {
  return (
    handler.type === event.type &&
    (handler.account === null || event.account === null || handler.account === event.account)
  );
}
