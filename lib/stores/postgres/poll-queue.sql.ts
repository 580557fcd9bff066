import type { Dialect } from '../sql/dialect.js';
import { pollRow, RECORD_COLUMNS } from '../sql/payment.codec.js';
import { NEVER } from '../sql/poll.queries.js';

/** Statements that lease payments and let them go: each one statement, on the server's clock. */
export interface PollStatements {
  /** JSON routes, owner, limit, lease → claims, longest due first. */
  readonly claimDue: string;
  /** id, owner, lease → a claim, or none. */
  readonly claimOne: string;
  /** JSON releases */
  readonly release: string;
  /** JSON routes → at */
  readonly nextDueAt: string;
}

const RELEASE = {
  id: 'key',
  epoch: 'int',
  due_at: 'int',
  unpaid_at: 'int',
  in_doubt: 'flag',
  strikes: 'int',
  keeps_lease: 'flag',
} as const;
const ROUTE = { account: 'key', provider: 'key' } as const;

export function pollStatements(d: Dialect): PollStatements {
  const { payments, polls } = d.tables;
  const now = '(SELECT now FROM clock)';
  const clock = `WITH clock AS MATERIALIZED (SELECT ${d.now(0)} AS now)`;
  const ofRoute = 'q.account = r.account AND q.provider = r.provider AND q.due_at IS NOT NULL';
  const columns = pollRow.names.map((name) => `q.${name}`).join(', ');
  const leased = (lease: string): string => `leased AS (UPDATE ${polls} q
      SET lease_owner = $2, lease_until = ${now} + ${lease}, epoch = q.epoch + 1, in_doubt = TRUE
      FROM free WHERE q.payment_id = free.payment_id RETURNING ${columns}, free.in_doubt AS in_doubt_before)
    SELECT ${RECORD_COLUMNS}, q.in_doubt_before FROM leased q JOIN ${payments} p ON p.id = q.payment_id`;
  return {
    // Rows that another claimer looks at are passed over, so that claimers never wait for each other.
    claimDue: `${clock}, free AS (SELECT c.payment_id, c.in_doubt FROM ${d.records('$1', ROUTE)}
        CROSS JOIN LATERAL (SELECT q.payment_id, q.in_doubt, q.due_at FROM ${polls} q
          WHERE q.account = r.account AND q.provider = r.provider AND q.due_at <= ${now} AND q.lease_until <= ${now}
          ORDER BY q.due_at LIMIT $3 FOR UPDATE SKIP LOCKED) c ORDER BY c.due_at LIMIT $3),
      ${leased('$4')} ORDER BY q.due_at`,
    claimOne: `${clock}, free AS (SELECT q.payment_id, q.in_doubt FROM ${polls} q
        WHERE q.payment_id = $1 AND q.lease_until <= ${now}
        AND EXISTS (SELECT 1 FROM ${payments} p WHERE p.id = q.payment_id AND p.md5 IS NOT NULL) FOR UPDATE OF q),
      ${leased('$3')}`,
    release: `UPDATE ${polls} q SET due_at = r.due_at, unpaid_at = r.unpaid_at, in_doubt = r.in_doubt, strikes = r.strikes,
        lease_owner = CASE WHEN r.keeps_lease THEN q.lease_owner END,
        lease_until = CASE WHEN r.keeps_lease THEN q.lease_until ELSE 0 END
      FROM ${d.records('$1', RELEASE)} WHERE q.payment_id = r.id AND q.epoch = r.epoch`,
    // Rows with a running lease that are due before the first free one are as many as checks are in flight, so this looks at
    // no more than those and one row of each route. A lease that ends later than the first free row is due changes nothing.
    nextDueAt: `${clock},
      heads AS (SELECT r.account, r.provider, (SELECT q.due_at FROM ${polls} q
        WHERE ${ofRoute} AND q.lease_until <= ${now} ORDER BY q.due_at LIMIT 1) AS free
        FROM ${d.records('$1', ROUTE)})
      SELECT min(due.at) AS at FROM (SELECT free AS at FROM heads UNION ALL
        SELECT greatest(q.due_at, q.lease_until) FROM heads r JOIN ${polls} q ON ${ofRoute}
        WHERE q.lease_until > ${now} AND q.due_at < coalesce(r.free, ${NEVER})) due`,
  };
}
