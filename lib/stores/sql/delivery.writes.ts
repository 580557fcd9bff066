import { HANDLER_MEMORY_MS } from '../../delivery/delivery.js';
import type { DeliveryFilter } from '../delivery-queue.port.js';
import { deliveryWhere, isAcknowledged, OF_MONEY, type FilteredQuery } from './delivery.queries.js';
import type { Dialect } from './dialect.js';
import { handlersOf, hangDeliveries } from './write.fragments.js';

/** Statements that change deliveries and handlers; the same on both databases. */
export interface DeliveryWrites {
  /** id, epoch: the handler runs now. */
  readonly start: string;
  /** id, epoch, outcome, runs to take back, delay, error (, now) → a row where the epoch was current. */
  readonly finish: string;
  /** id, epoch (, now): done, where it has been acknowledged → a row. */
  readonly finishAcknowledged: string;
  /** (now), each: what nobody runs, or was given up, and has been acknowledged is done. */
  readonly sweepAcknowledged: readonly string[];
  /** last seen before (, now) → ids of the deliveries that are dead now. */
  readonly bury: string;
  /** JSON handlers (, now) */
  readonly seeHandlers: string;
  /** id, type, account (, now): deliveries of events that matched no handler → a row for each. */
  readonly adopt: string;
  /**
   * id, type, account, since (, now): dead letters of events about money since then that were written without the handler → a row
   * for each.
   */
  readonly catchUp: string;
  /** handler id (, now): events that have a delivery of this handler now. */
  readonly routed: string;
}

const HANDLER_KEY = { id: 'key', type: 'key', account: 'key' } as const;

/** Ends the lease. */
const FREE = 'lease_owner = NULL, lease_until = 0, started = FALSE';
const HELD = 'd.id = $1 AND d.epoch = $2 AND d.outcome IS NULL AND d.lease_owner IS NOT NULL';

export function deliveryWrites(d: Dialect): DeliveryWrites {
  const { deliveries, events, handlers } = d.tables;
  const acknowledged = isAcknowledged(d);
  const lastSeen = `(SELECT max(h.last_seen_at) FROM ${handlers} h WHERE h.id = d.handler_id)`;
  const returned = d.returning('d', 'id');
  const update = `UPDATE ${deliveries} AS d SET`;
  return {
    start: `${update} started = TRUE WHERE ${HELD} RETURNING ${returned}`,
    finish: `${update} ${FREE}, outcome = $3, attempt = d.attempt - $4,
      due_at = coalesce(${d.now(7)} + $5, d.due_at), error = coalesce($6, d.error),
      finished_at = CASE WHEN CAST($3 AS text) IS NULL THEN NULL ELSE ${d.now(7)} END WHERE ${HELD} RETURNING ${returned}`,
    finishAcknowledged: `${update} ${FREE}, outcome = 'done', finished_at = ${d.now(3)}
      WHERE ${HELD} AND ${acknowledged} RETURNING ${returned}`,
    // A handler may commit after its time limit, and after the last run was given up.
    sweepAcknowledged: [
      `d.outcome IS NULL AND d.lease_until <= ${d.now(1)}`,
      "d.outcome = 'dead'",
    ].map(
      (ended) =>
        `${update} ${FREE}, outcome = 'done', finished_at = ${d.now(1)} WHERE ${ended} AND ${acknowledged}`,
    ),
    // Handed to a handler that is still to come: it counts from then on.
    bury: `${update} ${FREE}, outcome = 'dead', finished_at = ${d.now(2)},
      error = 'No process has shown the handler ''' || d.handler_id || ''' for too long.'
      WHERE d.outcome IS NULL AND d.lease_until <= ${d.now(2)} AND coalesce(${lastSeen}, d.due_at) < $1
        AND NOT ${acknowledged} RETURNING ${returned}`,
    seeHandlers: `INSERT INTO ${handlers} (id, type, account, last_seen_at)
      SELECT r.id, r.type, r.account, ${d.now(2)} FROM ${d.records('$1', HANDLER_KEY)} WHERE 1 = 1
      ON CONFLICT (id, type, account) DO UPDATE SET last_seen_at = excluded.last_seen_at`,
    adopt: `${hangDeliveries(
      d,
      d.now(4),
      `${events} e JOIN ${handlers} h ON ${handlersOf(d.now(4))}
        WHERE h.id = $1 AND h.type = $2 AND h.account = $3 AND ${isYoung(d.now(4))}`,
    )} RETURNING id`,
    catchUp: `INSERT INTO ${deliveries} (id, event_id, handler_id, created_at, due_at, outcome, finished_at, error)
      SELECT e.id || ':' || h.id, e.id, h.id, ${d.now(5)}, e.deliver_at, 'dead', ${d.now(5)},
        'The handler ''' || h.id || ''' was away for more than 72 hours when this happened: run it unless others have done its work.'
      FROM ${events} e JOIN ${handlers} h ON ${handlersOf(d.now(5))}
      WHERE h.id = $1 AND h.type = $2 AND h.account = $3 AND e.occurred_at >= $4 AND ${OF_MONEY}
      ON CONFLICT (id) DO NOTHING RETURNING id`,
    routed: `UPDATE ${events} AS e SET unrouted = FALSE WHERE e.unrouted AND ${isYoung(d.now(2))}
      AND EXISTS (SELECT 1 FROM ${deliveries} d WHERE d.id = e.id || ':' || $1)`,
  };
}

/** Dead deliveries that match, and that no handler has committed after all, run again from 0. */
export function redeliverQuery(d: Dialect, filter: DeliveryFilter): FilteredQuery {
  const { where, values } = deliveryWhere(filter, 1);
  const now = d.now(values.length + 1);
  return {
    text: `UPDATE ${d.tables.deliveries} AS d SET outcome = NULL, attempt = 0, due_at = ${now}, finished_at = NULL
      FROM ${d.tables.events} e WHERE e.id = d.event_id AND d.outcome = 'dead' AND NOT ${isAcknowledged(d)} AND ${where} RETURNING ${d.returning('d', 'id')}`,
    values,
  };
}

function isYoung(now: string): string {
  return `e.is_open AND e.occurred_at >= ${now} - ${HANDLER_MEMORY_MS}`;
}

/** Dead deliveries that match, and how each goes over to another handler. */
export function handOverQueries(
  d: Dialect,
  filter: DeliveryFilter,
  toHandlerId: string,
): {
  /** → id, event_id */
  readonly found: FilteredQuery;
  /** handler id, event id (, now) → a row, unless that handler has had the event: a second run is nobody's wish. */
  readonly hang: string;
  /** id */
  readonly remove: string;
} {
  const { deliveries, events } = d.tables;
  const { where, values } = deliveryWhere(filter, 1);
  return {
    found: {
      text: `SELECT d.id, d.event_id FROM ${deliveries} d JOIN ${events} e ON e.id = d.event_id
        WHERE d.outcome = 'dead' AND NOT ${isAcknowledged(d)} AND d.handler_id <> $${values.length + 1} AND ${where} ORDER BY d.id`,
      values: [...values, toHandlerId],
    },
    hang: `INSERT INTO ${deliveries} (id, event_id, handler_id, created_at, due_at)
      SELECT e.id || ':' || CAST($1 AS text), e.id, CAST($1 AS text), ${d.now(3)}, ${d.now(3)}
      FROM ${events} e WHERE e.id = $2 ON CONFLICT (id) DO NOTHING RETURNING id`,
    remove: `DELETE FROM ${deliveries} WHERE id = $1 AND outcome = 'dead'`,
  };
}
