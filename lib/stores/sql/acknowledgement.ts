import type { Dialect } from './dialect.js';

/** Nothing that any database, driver or query builder reads as more than text. */
const PLAIN = /^(?!.*--)[\w.:-]+$/;

/** One parameterless INSERT for the shop's own transaction. An id of other characters is written as its bytes. */
export function acknowledgementSql(d: Dialect, deliveryId: string): string {
  const value = PLAIN.test(deliveryId)
    ? `'${deliveryId}'`
    : d.textOfBytes(Buffer.from(deliveryId, 'utf8').toString('hex'));
  return `INSERT INTO ${d.tables.acknowledgements} (delivery_id) VALUES (${value})`;
}
