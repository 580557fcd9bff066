import { HANDLER_MEMORY_MS, MONEY_EVENTS, type DeliveryStatus } from '../../delivery/delivery.js';
import type { DeliveryCounts, DeliveryFilter } from '../delivery-queue.port.js';
import type { Dialect } from './dialect.js';
import { CLAIMED_COLUMNS } from './event.codec.js';
import { NEVER } from './poll.queries.js';
import type { Row } from './row.codec.js';

/** Statements that read deliveries; the same on both databases. */
export interface DeliveryQueries {
  /** delivery id → the delivery, its event, and whether it is acknowledged. */
  readonly one: string;
  /** JSON ids → deliveries with their events. */
  readonly claimed: string;
  /** account, reference (, now) → the types that run now for this reference. */
  readonly running: string;
  /** JSON handler ids (, now) → at */
  readonly nextDueAt: string;
  /** → handlers */
  readonly handlers: string;
  /** (now) → waiting, running, dead, unrouted */
  readonly counts: string;
}

/** Written out, so that the partial indexes apply, and so that nothing else ever gets into the text. */
const STATUS: Readonly<Record<DeliveryStatus, string>> = {
  waiting: 'd.outcome IS NULL AND d.lease_owner IS NULL',
  running: 'd.outcome IS NULL AND d.lease_owner IS NOT NULL',
  done: "d.outcome = 'done'",
  superseded: "d.outcome = 'superseded'",
  dead: "d.outcome = 'dead'",
};

// Ids begin with what they belong to: an event's with its payment's and a dot, a delivery's with its event's and a colon. So the
// primary keys find them, and no further index has to be written with each. IS NOT DISTINCT FROM keeps planners from reading a whole
// table instead, which they would rather do for an equality.

/** The deliveries `d` of event `e`. */
const OF_EVENT =
  "d.id > e.id || ':' AND d.id < e.id || ';' AND d.event_id IS NOT DISTINCT FROM e.id";

/** The same where SQLite has each `e` at hand: with an expression it does not make an index of all deliveries for the statement. */
export const OF_KNOWN_EVENT =
  "d.id > e.id || ':' AND d.id < e.id || ';' AND d.event_id || '' IS NOT DISTINCT FROM e.id";

/** The events `e` of the payment whose id is this expression. */
export function ofPayment(id: string): string {
  return `e.id > ${id} || '.' AND e.id < ${id} || '/' AND e.payment_id IS NOT DISTINCT FROM ${id}`;
}

/** Event `e` still waits for a first handler, given the present. */
export function isAwaited(now: string): string {
  return `e.is_open AND e.unrouted AND e.occurred_at >= ${now} - ${HANDLER_MEMORY_MS}`;
}

/** Event `e` is about money. Written out: nothing else ever gets into the text. */
export const OF_MONEY = `e.type IN (${MONEY_EVENTS.map((type) => `'${type}'`).join(', ')})`;

/** Delivery `d` has been acknowledged. */
export function isAcknowledged({ tables }: Dialect): string {
  return `EXISTS (SELECT 1 FROM ${tables.acknowledgements} a WHERE a.delivery_id = d.id)`;
}

/** For `toFound`: a delivery `d`, its event `e`, and whether it is acknowledged. */
export function foundColumns(d: Dialect): string {
  return `${CLAIMED_COLUMNS}, ${isAcknowledged(d)} AS acknowledged`;
}

export function deliveryQueries(d: Dialect): DeliveryQueries {
  const { deliveries, events, handlers, payments } = d.tables;
  const ofHandler = 'd.handler_id = r.value AND d.outcome IS NULL';
  return {
    one: `SELECT ${foundColumns(d)} FROM ${deliveries} d JOIN ${events} e ON e.id = d.event_id WHERE d.id = $1`,
    claimed: `SELECT ${CLAIMED_COLUMNS} FROM ${deliveries} d JOIN ${events} e ON e.id = d.event_id
      WHERE d.id IN (SELECT r.value FROM ${d.texts('$1')})`,
    running: `SELECT e.type FROM ${payments} p JOIN ${events} e ON ${ofPayment('p.id')} JOIN ${deliveries} d ON ${OF_EVENT}
      WHERE p.account = $1 AND p.reference = $2 AND d.outcome IS NULL AND d.started AND d.lease_until > ${d.now(3)}`,
    // As in the queue of payments.
    nextDueAt: `WITH clock AS (SELECT ${d.now(2)} AS now),
      heads AS (SELECT r.value, (SELECT d.due_at FROM ${deliveries} d
        WHERE ${ofHandler} AND d.lease_until <= (SELECT now FROM clock) ORDER BY d.due_at LIMIT 1) AS free
        FROM ${d.texts('$1')})
      SELECT min(due.at) AS at FROM (SELECT free AS at FROM heads UNION ALL
        SELECT CASE WHEN d.due_at > d.lease_until THEN d.due_at ELSE d.lease_until END
        FROM heads r JOIN ${deliveries} d ON ${ofHandler}
        WHERE d.lease_until > (SELECT now FROM clock) AND d.due_at < coalesce(r.free, ${NEVER})) due`,
    handlers: `SELECT id, type, account, last_seen_at FROM ${handlers}`,
    counts: `SELECT
      (SELECT count(*) FROM ${deliveries} d WHERE ${STATUS.waiting}) AS waiting,
      (SELECT count(*) FROM ${deliveries} d WHERE ${STATUS.running}) AS running,
      (SELECT count(*) FROM ${deliveries} d WHERE ${STATUS.dead}) AS dead,
      (SELECT count(*) FROM ${events} e WHERE ${isAwaited(d.now(1))}) AS unrouted`,
  };
}

export function toCounts(row: Row | undefined): DeliveryCounts {
  const count = (name: keyof DeliveryCounts): number => Number(row?.[name] ?? 0);
  return {
    waiting: count('waiting'),
    running: count('running'),
    dead: count('dead'),
    unrouted: count('unrouted'),
  };
}

export interface FilteredQuery {
  readonly text: string;
  readonly values: readonly (string | number)[];
}

/** Deliveries that match, newest first. */
export function listQuery(d: Dialect, filter: DeliveryFilter, limit: number): FilteredQuery {
  const { where, values } = deliveryWhere(filter, 1);
  const { deliveries, events, handlers } = d.tables;
  return {
    text: `SELECT ${CLAIMED_COLUMNS},
        (SELECT max(h.last_seen_at) FROM ${handlers} h WHERE h.id = d.handler_id) AS last_seen_at
      FROM ${deliveries} d JOIN ${events} e ON e.id = d.event_id
      WHERE ${where} ORDER BY d.created_at DESC, d.id DESC LIMIT $${values.length + 1}`,
    values: [...values, limit],
  };
}

/** The condition over deliveries `d` and events `e`; parameters are numbered from `first`. */
export function deliveryWhere(
  filter: DeliveryFilter,
  first: number,
): { readonly where: string; readonly values: readonly string[] } {
  const terms: string[] = [];
  const values: string[] = [];
  const given = (value: string): string => `$${first + values.push(value) - 1}`;
  const { status, handlerId, eventId, paymentId } = filter;
  if (status !== undefined) terms.push(Object.hasOwn(STATUS, status) ? STATUS[status] : '1 = 0');
  if (handlerId !== undefined) terms.push(`d.handler_id = ${given(handlerId)}`);
  if (eventId !== undefined) terms.push(`e.id = ${given(eventId)}`);
  if (paymentId !== undefined) terms.push(ofPayment(`CAST(${given(paymentId)} AS text)`));
  if (eventId !== undefined || paymentId !== undefined) terms.push(OF_EVENT);
  return { where: terms.length > 0 ? terms.join(' AND ') : '1 = 1', values };
}
