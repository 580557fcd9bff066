import type { Dialect } from '../sql/dialect.js';
import { CLAIMED_COLUMNS } from '../sql/event.codec.js';

/** Statements that lease deliveries and move them between handlers. */
export interface DeliveryStatements {
  /** handler, now, limit → deliveries that can be leased, longest due first. */
  readonly due: string;
  /** id, owner, until */
  readonly lease: string;
  /** JSON ids → deliveries with their events. */
  readonly claimed: string;
}

export function deliveryStatements({ tables }: Dialect): DeliveryStatements {
  const { deliveries, events, acknowledgements } = tables;
  const select = `SELECT ${CLAIMED_COLUMNS}, EXISTS (SELECT 1 FROM ${acknowledgements} a WHERE a.delivery_id = d.id) AS acknowledged
    FROM ${deliveries} d JOIN ${events} e ON e.id = d.event_id`;
  return {
    due: `${select} WHERE d.handler_id = $1 AND d.outcome IS NULL AND d.due_at <= $2 AND d.lease_until <= $2
      ORDER BY d.due_at LIMIT $3`,
    lease: `UPDATE ${deliveries} SET lease_owner = $2, lease_until = $3, epoch = epoch + 1, attempt = attempt + 1, started = FALSE
      WHERE id = $1`,
    claimed: `${select} WHERE d.id IN (SELECT value FROM json_each($1))`,
  };
}
