import type { Dialect } from '../sql/dialect.js';
import { eventRow } from '../sql/event.codec.js';
import { historyRow } from '../sql/history.codec.js';
import { paymentPart, pollRow } from '../sql/payment.codec.js';
import {
  handlersOf,
  hangDeliveries,
  updateSteadyPayment,
  upsertPayments,
  upsertPolls,
} from '../sql/write.fragments.js';

/** Statements that write a decision, a row at a time: in SQLite a statement costs no journey. */
export interface DecisionStatements {
  /** The columns of `paymentPart` → one row, or none where the payment has another identity. */
  readonly payment: string;
  /** The same for a payment that keeps its indexed columns. */
  readonly steadyPayment: string;
  /** The columns of `pollRow`. */
  readonly poll: string;
  /** The columns of `historyRow`. */
  readonly transition: string;
  /** The columns of `eventRow`, now → one row, or none where the event is known. */
  readonly event: string;
  /** event id, now: its deliveries. */
  readonly hang: string;
}

export function decisionStatements(d: Dialect): DecisionStatements {
  const { events, handlers, history } = d.tables;
  const columns = eventRow.names;
  const now = `$${columns.length + 1}`;
  const unrouted = `NOT EXISTS (SELECT 1 FROM ${handlers} h WHERE ${handlersOf(now)})`;
  const given = columns.map((name, index) => `$${index + 1} AS ${name}`).join(', ');
  return {
    payment: upsertPayments(d, values(paymentPart.names.length)),
    steadyPayment: updateSteadyPayment(d),
    poll: upsertPolls(d, values(pollRow.names.length)),
    transition: `INSERT INTO ${history} (${historyRow.names.join(', ')}) ${values(historyRow.names.length)}`,
    event: `INSERT INTO ${events} (${columns.join(', ')}, is_open, unrouted)
      SELECT e.*, ${unrouted}, ${unrouted} FROM (SELECT ${given}) e WHERE 1 ON CONFLICT (id) DO NOTHING`,
    hang: hangDeliveries(
      d,
      '$2',
      `${events} e JOIN ${handlers} h ON ${handlersOf('$2')} WHERE e.id = $1`,
    ),
  };
}

function values(count: number): string {
  return `VALUES (${Array.from({ length: count }, (_, index) => `$${index + 1}`).join(', ')})`;
}
