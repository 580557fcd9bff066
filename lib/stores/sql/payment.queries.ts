import type { Dialect } from './dialect.js';
import { RECORD_COLUMNS } from './payment.codec.js';

/** Statements that read payments; the same on both databases. */
export interface PaymentQueries {
  /** id → one row. */
  readonly byId: string;
  /** md5 → one row. */
  readonly byMd5: string;
  /** account, reference → the PAID attempt, else the newest. */
  readonly byReference: string;
  /** account, reference → all, by attempt. */
  readonly attempts: string;
  /** account, reference, attempt → one row. */
  readonly byAttempt: string;
  /** id (, now) → a row where this is the first claim of a PAID payment. */
  readonly claimPaid: string;
}

export function paymentQueries(d: Dialect): PaymentQueries {
  const { tables } = d;
  const select = `SELECT ${RECORD_COLUMNS} FROM ${tables.payments} p JOIN ${tables.polls} q ON q.payment_id = p.id`;
  const ofReference = `${select} WHERE p.account = $1 AND p.reference = $2`;
  return {
    byId: `${select} WHERE p.id = $1`,
    byMd5: `${select} WHERE p.md5 = $1`,
    // Of several that are PAID the first was the order's; the others are duplicates.
    byReference: `${ofReference} ORDER BY CASE WHEN p.status = 'PAID' THEN 0 ELSE 1 END,
      CASE WHEN p.status = 'PAID' THEN p.attempt ELSE -p.attempt END LIMIT 1`,
    attempts: `${ofReference} ORDER BY p.attempt`,
    byAttempt: `${ofReference} AND p.attempt = $3`,
    claimPaid: `INSERT INTO ${tables.claims} (payment_id, claimed_at)
      SELECT p.id, ${d.now(2)} FROM ${tables.payments} p WHERE p.id = $1 AND p.status = 'PAID'
      ON CONFLICT (payment_id) DO NOTHING RETURNING payment_id`,
  };
}
