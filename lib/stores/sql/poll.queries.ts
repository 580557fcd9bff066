import type { PollRoute } from '../poll-queue.port.js';
import type { Dialect } from './dialect.js';

/** Statements about the queue of payments to ask about; the same on both databases. */
export interface PollQueries {
  /** JSON routes (, now) → at */
  readonly nextDueAt: string;
  /** → account, provider */
  readonly openRoutes: string;
  /** expiredBefore, limit (, now) → account, reference */
  readonly findStale: string;
  /** id, until */
  readonly markWatched: string;
  /** → count */
  readonly countPending: string;
}

const ROUTE = { account: 'key', provider: 'key' } as const;

/** Each once: a route that is named twice is not leased from twice. */
export function distinctRoutes(routes: readonly PollRoute[]): readonly PollRoute[] {
  const byKey = new Map(
    routes.map(({ account, provider }) => [
      JSON.stringify([account, provider]),
      { account, provider },
    ]),
  );
  return [...byKey.values()];
}

/** Later than any time: 2^53 - 1. */
export const NEVER = '9007199254740991';

const CREATING = "q.rare_status = 'CREATING'";

export function pollQueries(d: Dialect): PollQueries {
  const { payments, polls } = d.tables;
  const ofRoute = 'q.account = r.account AND q.provider = r.provider AND q.due_at IS NOT NULL';
  const after = '(q.account, q.provider) > (w.account, w.provider)';
  const next = (column: string): string =>
    `(SELECT q.${column} FROM ${polls} q WHERE q.due_at IS NOT NULL AND ${after} ORDER BY q.account, q.provider LIMIT 1)`;
  return {
    // Rows with a running lease that are due before the first free one are as many as checks are in flight, so this looks at
    // no more than those and one row of each route. A lease that ends later than the first free row is due changes nothing.
    nextDueAt: `WITH clock AS (SELECT ${d.now(2)} AS now),
      heads AS (SELECT r.account, r.provider, (SELECT q.due_at FROM ${polls} q
        WHERE ${ofRoute} AND q.lease_until <= (SELECT now FROM clock) ORDER BY q.due_at LIMIT 1) AS free
        FROM ${d.records('$1', ROUTE)})
      SELECT min(due.at) AS at FROM (SELECT free AS at FROM heads UNION ALL
        SELECT CASE WHEN q.due_at > q.lease_until THEN q.due_at ELSE q.lease_until END
        FROM heads r JOIN ${polls} q ON ${ofRoute}
        WHERE q.lease_until > (SELECT now FROM clock) AND q.due_at < coalesce(r.free, ${NEVER})) due`,
    // Steps from route to route through the index: the queue may be long and routes are few.
    openRoutes: `WITH RECURSIVE w(account, provider) AS (
        SELECT * FROM (SELECT q.account, q.provider FROM ${polls} q WHERE q.due_at IS NOT NULL
          ORDER BY q.account, q.provider LIMIT 1) f
        UNION ALL SELECT ${next('account')}, ${next('provider')} FROM w WHERE w.account IS NOT NULL)
      SELECT account, provider FROM w WHERE account IS NOT NULL
      UNION SELECT q.account, q.provider FROM ${polls} q WHERE ${CREATING}`,
    findStale: `WITH clock AS (SELECT ${d.now(3)} AS now)
      SELECT DISTINCT p.account, p.reference FROM (
        SELECT q.payment_id FROM ${polls} q WHERE ${CREATING} AND q.lease_until <= (SELECT now FROM clock)
        UNION ALL SELECT q.payment_id FROM ${polls} q WHERE q.open_until < $1) stale
      JOIN ${payments} p ON p.id = stale.payment_id LIMIT $2`,
    markWatched: `UPDATE ${polls} SET watched_until = $2 WHERE payment_id = $1 AND watched_until < $2`,
    countPending: `SELECT count(*) AS count FROM ${polls} WHERE due_at IS NOT NULL`,
  };
}
