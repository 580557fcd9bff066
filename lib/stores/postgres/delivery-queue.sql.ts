import type { Dialect } from '../sql/dialect.js';
import { foundColumns } from '../sql/delivery.queries.js';
import { deliveryRow } from '../sql/event.codec.js';

/** Statements that lease deliveries. */
export interface DeliveryStatements {
  /** JSON handler ids, owner, limit, lease → found deliveries, leased now, longest due first. */
  readonly claim: string;
}

export function deliveryStatements(d: Dialect): DeliveryStatements {
  const { deliveries, events } = d.tables;
  const now = '(SELECT now FROM clock)';
  const columns = deliveryRow.names.map((name) => `d.${name}`).join(', ');
  return {
    claim: `WITH clock AS MATERIALIZED (SELECT ${d.now(0)} AS now),
      free AS (SELECT c.id FROM ${d.texts('$1')}
        CROSS JOIN LATERAL (SELECT d.id, d.due_at FROM ${deliveries} d
          WHERE d.handler_id = r.value AND d.outcome IS NULL AND d.due_at <= ${now} AND d.lease_until <= ${now}
          ORDER BY d.due_at LIMIT $3 FOR UPDATE SKIP LOCKED) c ORDER BY c.due_at LIMIT $3),
      leased AS (UPDATE ${deliveries} d SET lease_owner = $2, lease_until = ${now} + $4, epoch = d.epoch + 1,
        attempt = d.attempt + 1, started = FALSE FROM free WHERE d.id = free.id RETURNING ${columns})
      SELECT ${foundColumns(d)} FROM leased d JOIN ${events} e ON e.id = d.event_id ORDER BY d.due_at`,
  };
}
