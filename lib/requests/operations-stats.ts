import {
  HANDLER_MEMORY_MS,
  HANDLER_SHOWN_MS,
  handles,
  type HandlerRecord,
} from '../delivery/delivery.js';
import type { AccountRegistry } from '../providers/account-registry.js';
import type { DeliveryCounts } from '../stores/delivery-queue.port.js';
import type { PaymentStore } from '../stores/payment-store.port.js';
import type { PaymentTracker, TrackerStats } from '../tracker/payment-tracker.js';

export interface MissingHandler {
  readonly id: string;
  /** When a process last showed it. */
  readonly lastSeenAt: Date;
}

export interface OperationsStats {
  /** The store's clock when it answered. */
  readonly at: Date;
  readonly tracker: TrackerStats;
  readonly deliveries: DeliveryCounts;
  /** Payments that wait for a person, up to 1000. */
  readonly reviews: number;
  /** Handlers that no process has shown for 5 minutes (they show themselves every two minutes) while deliveries wait for them. */
  readonly missingHandlers: readonly MissingHandler[];
  /** Accounts known to this process that were paid within 72 hours although no handler takes their `khqr.payment.paid`. */
  readonly unhandledAccounts: readonly string[];
  /** Since when a delivery of a handler that is there has been due; null where none has been for a minute. */
  readonly overdueSince: Date | null;
}

export interface StatsParts {
  readonly store: PaymentStore;
  readonly tracker: Pick<PaymentTracker, 'stats'>;
  readonly accounts: Pick<AccountRegistry, 'known'>;
}

/** A delivery is taken within a second of its time; a minute is no busy process any more. */
const OVERDUE_AFTER_MS = 60_000;
const MOST_REVIEWS = 1000;

/** @throws what the store throws */
export async function readStats({
  store,
  tracker,
  accounts,
}: StatsParts): Promise<OperationsStats> {
  const [now, trackerStats, deliveries, reviews, handlers] = await Promise.all([
    store.now(),
    tracker.stats(),
    store.deliveryCounts(),
    store.list({ status: 'REVIEW' }, MOST_REVIEWS, null),
    store.listHandlers(),
  ]);
  const seen = lastSeen(handlers);
  const [missingHandlers, unhandledAccounts, overdueSince] = await Promise.all([
    findMissing(store, seen, now),
    findUnhandled(store, accounts, handlers, now),
    findOverdue(store, seen, now),
  ]);
  return {
    at: new Date(now),
    tracker: trackerStats,
    deliveries,
    reviews: reviews.records.length,
    missingHandlers,
    unhandledAccounts,
    overdueSince,
  };
}

/** A handler has a row for each event that it takes; an older release's rows may be staler than the rest. */
function lastSeen(handlers: readonly HandlerRecord[]): ReadonlyMap<string, number> {
  const seen = new Map<string, number>();
  for (const { id, lastSeenAt } of handlers) {
    seen.set(id, Math.max(lastSeenAt, seen.get(id) ?? 0));
  }
  return seen;
}

async function findMissing(
  store: PaymentStore,
  seen: ReadonlyMap<string, number>,
  now: number,
): Promise<readonly MissingHandler[]> {
  const gone = [...seen].filter(([, lastSeenAt]) => now - lastSeenAt > HANDLER_SHOWN_MS);
  const found = await Promise.all(
    gone.map(async ([id, lastSeenAt]) => {
      const [waiting] = await store.listDeliveries({ status: 'waiting', handlerId: id }, 1);
      return waiting ? [{ id, lastSeenAt: new Date(lastSeenAt) }] : [];
    }),
  );
  return found.flat();
}

async function findUnhandled(
  store: PaymentStore,
  accounts: StatsParts['accounts'],
  handlers: readonly HandlerRecord[],
  now: number,
): Promise<readonly string[]> {
  // As the store does when it hangs deliveries on an event.
  const remembered = handlers.filter(({ lastSeenAt }) => now - lastSeenAt <= HANDLER_MEMORY_MS);
  const type = 'khqr.payment.paid';
  const deaf = accounts
    .known()
    .filter(({ name: account }) => !remembered.some((row) => handles(row, { type, account })));
  const paidFrom = now - HANDLER_MEMORY_MS;
  const found = await Promise.all(
    deaf.map(async ({ name: account }) => {
      const { records } = await store.list({ status: 'PAID', account, paidFrom }, 1, null);
      return records.length > 0 ? [account] : [];
    }),
  );
  return found.flat();
}

async function findOverdue(
  store: PaymentStore,
  seen: ReadonlyMap<string, number>,
  now: number,
): Promise<Date | null> {
  const present = [...seen].filter(([, lastSeenAt]) => now - lastSeenAt <= HANDLER_SHOWN_MS);
  const dueAt = await store.nextDeliveryAt(present.map(([id]) => id));
  return dueAt !== null && now - dueAt > OVERDUE_AFTER_MS ? new Date(dueAt) : null;
}
