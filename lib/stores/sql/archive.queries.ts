import { KhqrRequestError } from '../../errors/khqr-request.error.js';
import type { HistoryEntry } from '../../payment/decision.js';
import { PAYMENT_STATUSES, type PaymentStatus } from '../../payment/payment-status.js';
import { readCursor, writeCursor } from '../list-cursor.js';
import type { PaymentFilter, PaymentPage } from '../payment-rows.port.js';
import {
  isAwaited,
  OF_KNOWN_EVENT,
  OF_MONEY,
  ofPayment,
  type FilteredQuery,
} from './delivery.queries.js';
import type { Dialect } from './dialect.js';
import { historyRow } from './history.codec.js';
import { RARE_STATUSES, RECORD_COLUMNS, toRecord } from './payment.codec.js';
import type { Row } from './row.codec.js';

/** Statements for support and books; the same on both databases. */
export interface ArchiveQueries {
  /** id → history, oldest first */
  readonly history: string;
  /** created before, created at, id, limit → id, created_at, status of the payments behind that one, oldest first */
  readonly window: string;
  /** created before, JSON statuses, JSON ids (, now) → those of them that may go */
  readonly prunable: string;
  /** JSON ids: each statement, in this order. */
  readonly removals: readonly string[];
}

export function archiveQueries(d: Dialect): ArchiveQueries {
  const { payments, polls, history, events, deliveries, acknowledgements, claims } = d.tables;
  const ids = `(SELECT r.value FROM ${d.texts('$1')})`;
  // CROSS JOIN: SQLite joins in this order then; left to choose, it reads all deliveries for each of 500 payments.
  const ownEvents = `${d.texts('$1')} CROSS JOIN ${events} e WHERE ${ofPayment('r.value')}`;
  const ownDeliveries = `(SELECT d.id FROM ${d.texts('$1')} CROSS JOIN ${events} e CROSS JOIN ${deliveries} d
    WHERE ${ofPayment('r.value')} AND ${OF_KNOWN_EVENT})`;
  // Deliveries inside of events, and an expression of the outcome: SQLite, left to choose, reads all deliveries first, and PostgreSQL
  // all dead ones for each event.
  const unfinished = (paymentId: string): string =>
    `SELECT 1 FROM ${events} e WHERE ${ofPayment(paymentId)} AND EXISTS (SELECT 1 FROM ${deliveries} d
      WHERE ${OF_KNOWN_EVENT} AND coalesce(d.outcome, 'dead') = 'dead')`;
  return {
    history: `SELECT ${historyRow.select('h')} FROM ${history} h WHERE h.payment_id = $1 ORDER BY h.seq`,
    window: `SELECT p.id, p.created_at, p.status FROM ${payments} p
      WHERE p.created_at < $1 AND (p.created_at, p.id) > ($2, $3) ORDER BY p.created_at, p.id LIMIT $4`,
    prunable: `SELECT p.id FROM ${payments} p JOIN ${polls} q ON q.payment_id = p.id
      WHERE p.created_at < $1 AND p.status IN (SELECT r.value FROM ${d.texts('$2')})
      AND p.id IN (SELECT r.value FROM ${d.texts('$3')})
      AND q.due_at IS NULL AND q.lease_until <= ${d.now(4)} AND NOT EXISTS (${unfinished('p.id')})
      AND NOT EXISTS (SELECT 1 FROM ${events} e WHERE ${ofPayment('p.id')} AND ${isAwaited(d.now(4))}
        AND ${OF_MONEY})
      AND NOT (p.status = 'PAID' AND EXISTS (SELECT 1 FROM ${payments} o
        WHERE o.reference = p.reference AND o.account = p.account AND o.id <> p.id AND EXISTS (${unfinished('o.id')})))`,
    removals: [
      `DELETE FROM ${acknowledgements} WHERE delivery_id IN ${ownDeliveries}`,
      `DELETE FROM ${deliveries} WHERE id IN ${ownDeliveries}`,
      `DELETE FROM ${events} WHERE id IN (SELECT e.id FROM ${ownEvents})`,
      `DELETE FROM ${history} WHERE payment_id IN ${ids}`,
      `DELETE FROM ${claims} WHERE payment_id IN ${ids}`,
      `DELETE FROM ${polls} WHERE payment_id IN ${ids}`,
      `DELETE FROM ${payments} WHERE id IN ${ids}`,
    ],
  };
}

/** Payments that match, newest first, one more than asked for where there are more. */
export function listPaymentsQuery(
  { tables }: Dialect,
  filter: PaymentFilter,
  limit: number,
  cursor: string | null,
): FilteredQuery {
  const terms: string[] = [];
  const values: (string | number)[] = [];
  const given = (value: string | number): string => `$${values.push(value)}`;
  const { account, reference, status, paidFrom, paidTo } = filter;
  const after = readCursor(cursor);
  if (account !== undefined) terms.push(`p.account = ${given(account)}`);
  if (reference !== undefined) terms.push(`p.reference = ${given(reference)}`);
  if (status !== undefined) terms.push(...statusTerms(status));
  if (paidFrom !== undefined) terms.push(`q.paid_at >= ${given(paidFrom)}`);
  if (paidTo !== undefined) terms.push(`q.paid_at < ${given(paidTo)}`);
  if (after) terms.push(`(p.created_at, p.id) < (${given(after.createdAt)}, ${given(after.id)})`);
  const where = terms.length > 0 ? `WHERE ${terms.join(' AND ')}` : '';
  return {
    text: `SELECT ${RECORD_COLUMNS} FROM ${tables.payments} p JOIN ${tables.polls} q ON q.payment_id = p.id
      ${where} ORDER BY p.created_at DESC, p.id DESC LIMIT ${given(limit + 1)}`,
    values,
  };
}

export function toPage(rows: readonly Row[], limit: number): PaymentPage {
  const records = rows.slice(0, limit).map(toRecord);
  const last = records.at(-1);
  return { records, nextCursor: last && rows.length > limit ? writeCursor(last) : null };
}

export function toHistory(row: Row): HistoryEntry {
  const { fromStatus, toStatus, details, ...line } = historyRow.decode(row);
  return { ...line, from: fromStatus, to: toStatus, ...(details && { details }) };
}

/** The words themselves, so that the partial index applies; only known ones get into the text. */
function statusTerms(status: PaymentStatus): readonly string[] {
  if (!PAYMENT_STATUSES.includes(status)) {
    throw new KhqrRequestError(`status must be one of ${PAYMENT_STATUSES.join(', ')}.`, {
      field: 'status',
    });
  }
  const term = `p.status = '${status}'`;
  return RARE_STATUSES.includes(status) ? [term, `q.rare_status = '${status}'`] : [term];
}
