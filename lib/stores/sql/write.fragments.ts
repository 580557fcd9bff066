import { HANDLER_MEMORY_MS } from '../../delivery/delivery.js';
import type { Dialect } from './dialect.js';
import { IDENTITY, paymentPart, pollRow } from './payment.codec.js';

const IDENTITY_COLUMNS: readonly string[] = IDENTITY;

/** `source` gives the columns of `paymentPart`. Writes nothing where the payment is there under another identity. */
export function upsertPayments({ tables }: Dialect, source: string): string {
  const own = paymentPart.names.filter((name) => !IDENTITY_COLUMNS.includes(name));
  const same = IDENTITY.map((name) => `p.${name} = excluded.${name}`).join(' AND ');
  return `INSERT INTO ${tables.payments} AS p (${list(paymentPart.names)}) ${source}
    ON CONFLICT (id) DO UPDATE SET ${assign(own)} WHERE ${same}`;
}

/** The same for a payment that is there and keeps its indexed columns: SQLite rewrites the index of every column that SET names. */
export function updateSteadyPayment({ tables }: Dialect): string {
  const own = paymentPart.names
    .map((name, index) => ({ name, term: `${name} = $${index + 1}` }))
    .filter(({ name }) => ![...IDENTITY_COLUMNS, 'md5', 'created_at'].includes(name));
  const id = paymentPart.names.indexOf('id') + 1;
  return `UPDATE ${tables.payments} SET ${own.map(({ term }) => term).join(', ')} WHERE id = $${id}`;
}

/** `source` gives the columns of `pollRow`. */
export function upsertPolls({ tables }: Dialect, source: string): string {
  const own = pollRow.names.filter((name) => !['payment_id', 'account', 'provider'].includes(name));
  return `INSERT INTO ${tables.polls} (${list(pollRow.names)}) ${source}
    ON CONFLICT (payment_id) DO UPDATE SET ${assign(own)}`;
}

/** Handlers `h` that event `e` is for and that have been seen lately, given the present. */
export function handlersOf(now: string): string {
  return `h.type = e.type AND (h.account = '' OR e.account IS NULL OR h.account = e.account)
    AND h.last_seen_at >= ${now} - ${HANDLER_MEMORY_MS}`;
}

/** Hangs a delivery on each event `e` for each handler `h` of `source`; a handler that has one already gets no other. */
export function hangDeliveries({ tables }: Dialect, now: string, source: string): string {
  return `INSERT INTO ${tables.deliveries} (id, event_id, handler_id, created_at, due_at)
    SELECT DISTINCT e.id || ':' || h.id, e.id, h.id, ${now}, e.deliver_at FROM ${source}
    ON CONFLICT (id) DO NOTHING`;
}

function assign(names: readonly string[]): string {
  return names.map((name) => `${name} = excluded.${name}`).join(', ');
}

function list(names: readonly string[]): string {
  return names.join(', ');
}
