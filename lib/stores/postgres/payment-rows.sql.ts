import type { Dialect } from '../sql/dialect.js';
import { eventRow } from '../sql/event.codec.js';
import { historyRow } from '../sql/history.codec.js';
import { paymentPart, pollRow } from '../sql/payment.codec.js';
import { handlersOf, hangDeliveries, upsertPayments, upsertPolls } from '../sql/write.fragments.js';

/** Statements that write a decision whole, since each statement is a journey. Rows are JSON arrays. */
export interface DecisionStatements {
  /** payments, polls → payments: how many were written. */
  readonly records: string;
  /** payments, polls, history, events, now → payments, events: how many were written. */
  readonly everything: string;
  /** For the end of a query of attempts. */
  readonly lock: string;
}

export function decisionStatements(d: Dialect): DecisionStatements {
  const { events, handlers, history } = d.tables;
  const now = '$5::bigint';
  const written = `p AS (${upsertPayments(d, select(d, '$1', paymentPart))} RETURNING 1),
    q AS (${upsertPolls(d, select(d, '$2', pollRow))})`;
  const names = eventRow.names.join(', ');
  const match = handlersOf(now);
  return {
    records: `WITH ${written} SELECT (SELECT count(*) FROM p) AS payments`,
    everything: `WITH ${written},
      h AS (INSERT INTO ${history} (${historyRow.names.join(', ')}) ${select(d, '$3', historyRow)}),
      e AS (INSERT INTO ${events} (${names}, is_open, unrouted)
        SELECT ${names}, u.unrouted, u.unrouted FROM (${select(d, '$4', eventRow)}) e
        CROSS JOIN LATERAL (SELECT NOT EXISTS (SELECT 1 FROM ${handlers} h WHERE ${match}) AS unrouted) u
        ON CONFLICT (id) DO NOTHING RETURNING id, type, account, deliver_at),
      d AS (${hangDeliveries(d, now, `e JOIN ${handlers} h ON ${match}`)})
      SELECT (SELECT count(*) FROM p) AS payments, (SELECT count(*) FROM e) AS events`,
    lock: 'FOR UPDATE OF q',
  };
}

function select(
  d: Dialect,
  parameter: string,
  codec: Pick<typeof historyRow, 'names' | 'kinds'>,
): string {
  const columns = codec.names.map((name) => `r.${name}`).join(', ');
  return `SELECT ${columns} FROM ${d.records(parameter, codec.kinds)}`;
}
