import type { PollRoute } from '../poll-queue.port.js';
import type { Dialect } from './dialect.js';

/** Statements about the queue of payments to ask about; the same on both databases. */
export interface PollQueries {
  /** → account, provider */
  readonly openRoutes: string;
  /** expiredBefore, limit (, now) → account, reference */
  readonly findStale: string;
  /** id, until */
  readonly markWatched: string;
  /** → count */
  readonly countPending: string;
}

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
  const after = '(q.account, q.provider) > (w.account, w.provider)';
  const next = (column: string): string =>
    `(SELECT q.${column} FROM ${polls} q WHERE q.due_at IS NOT NULL AND ${after} ORDER BY q.account, q.provider LIMIT 1)`;
  return {
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
        UNION ALL SELECT q.payment_id FROM ${polls} q
          WHERE q.open_until < $1 AND (q.unpaid_at IS NULL OR q.unpaid_at < $1)) stale
      JOIN ${payments} p ON p.id = stale.payment_id LIMIT $2`,
    markWatched: `UPDATE ${polls} SET watched_until = $2 WHERE payment_id = $1 AND watched_until < $2`,
    countPending: `SELECT count(*) AS count FROM ${polls} WHERE due_at IS NOT NULL`,
  };
}
