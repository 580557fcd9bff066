import type { Dialect } from '../sql/dialect.js';
import { foundColumns } from '../sql/delivery.queries.js';

/** Statements that lease deliveries. */
export interface DeliveryStatements {
  /** handler, now, limit → deliveries that can be leased, longest due first. */
  readonly due: string;
  /** id, owner, until */
  readonly lease: string;
}

export function deliveryStatements(d: Dialect): DeliveryStatements {
  const { deliveries, events } = d.tables;
  const select = `SELECT ${foundColumns(d)} FROM ${deliveries} d JOIN ${events} e ON e.id = d.event_id`;
  return {
    due: `${select} WHERE d.handler_id = $1 AND d.outcome IS NULL AND d.due_at <= $2 AND d.lease_until <= $2
      ORDER BY d.due_at LIMIT $3`,
    lease: `UPDATE ${deliveries} SET lease_owner = $2, lease_until = $3, epoch = epoch + 1, attempt = attempt + 1, started = FALSE
      WHERE id = $1`,
  };
}
