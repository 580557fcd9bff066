import type { Dialect } from '../sql/dialect.js';
import { RECORD_COLUMNS } from '../sql/payment.codec.js';

/** Statements that lease payments and let them go. A transaction of SQLite is alone, so it reads first and writes then. */
export interface PollStatements {
  /** account, provider, now, limit → records that can be leased, longest due first. */
  readonly due: string;
  /** id, now → the record where it can be leased. */
  readonly free: string;
  /** account, provider, now → at: when the first one that can be leased is due. */
  readonly firstFree: string;
  /** account, provider, now, before → at: when the first one can be that is leased now and due before then. */
  readonly firstLeased: string;
  /** id, owner, until, epoch */
  readonly lease: string;
  /** id, epoch, due at, unpaid at, in doubt, strikes */
  readonly release: string;
}

export function pollStatements({ tables: { payments, polls } }: Dialect): PollStatements {
  const select = `SELECT ${RECORD_COLUMNS} FROM ${polls} q JOIN ${payments} p ON p.id = q.payment_id`;
  const ofRoute = `FROM ${polls} q WHERE q.account = $1 AND q.provider = $2`;
  return {
    firstFree: `SELECT q.due_at AS at ${ofRoute} AND q.due_at IS NOT NULL AND q.lease_until <= $3 ORDER BY q.due_at LIMIT 1`,
    firstLeased: `SELECT min(max(q.due_at, q.lease_until)) AS at ${ofRoute} AND q.lease_until > $3 AND q.due_at < $4`,
    due: `${select} WHERE q.account = $1 AND q.provider = $2 AND q.due_at <= $3 AND q.lease_until <= $3
      ORDER BY q.due_at LIMIT $4`,
    free: `${select} WHERE q.payment_id = $1 AND q.lease_until <= $2 AND p.md5 IS NOT NULL`,
    lease: `UPDATE ${polls} SET lease_owner = $2, lease_until = $3, epoch = $4, in_doubt = TRUE WHERE payment_id = $1`,
    release: `UPDATE ${polls} SET due_at = $3, unpaid_at = $4, in_doubt = $5, strikes = $6,
      lease_owner = CASE WHEN $7 THEN lease_owner END, lease_until = CASE WHEN $7 THEN lease_until ELSE 0 END
      WHERE payment_id = $1 AND epoch = $2`,
  };
}
