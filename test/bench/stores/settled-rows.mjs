// A shop's past: settled payments with everything that belongs to them, written by the database itself.
const CREATED = 1_750_000_000_000;

/** @param dialect the few words in which the databases differ */
export function settledRows(tables, count, { series, hash, yes, no }) {
  const { payments, polls, events, deliveries, history } = tables;
  return [
    `INSERT INTO ${payments} (id, account, provider, reference, attempt, amount_minor, currency, status, md5, qr_string,
        verified, metadata, created_at, expires_at, paid_at, late, recovered, refunded_minor, cancelled, replaced,
        expiry_raised, unresolved_raised)
      SELECT substr(${hash('i')}, 1, 22), 'default', 'apikhqr', 'order-' || ${hash('i')}, 1, 500, 'USD', 'PAID',
        ${hash('-i')}, '00020101021229380018coffee_shop@abaa0112' || ${hash('i')} ||
        '52045999530384054045.005802KH5923Coffee Shop Phnom Penh6010Phnom Penh', ${yes}, '{}',
        ${CREATED} + i * 1000, ${CREATED} + i * 1000 + 300000, ${CREATED} + i * 1000 + 60000,
        ${no}, ${no}, 0, ${no}, ${no}, ${no}, ${no} FROM ${series(count)}`,
    `INSERT INTO ${polls} (payment_id, account, provider, lease_until, epoch, in_doubt, strikes, watched_until, paid_at)
      SELECT id, account, provider, 0, 7, ${no}, 0, 0, paid_at FROM ${payments}`,
    `INSERT INTO ${events} (id, type, account, payment_id, reference, occurred_at, deliver_at, is_open, unrouted)
      SELECT id || '.paid', 'khqr.payment.paid', account, id, reference, paid_at, paid_at, ${no}, ${no} FROM ${payments}`,
    `INSERT INTO ${deliveries} (id, event_id, handler_id, attempt, created_at, due_at, epoch, outcome, finished_at)
      SELECT id || '.paid:OrderFulfilment.ship', id || '.paid', 'OrderFulfilment.ship', 1, paid_at, paid_at, 1, 'done', paid_at
      FROM ${payments}`,
    `INSERT INTO ${history} (payment_id, at, from_status, to_status, reason)
      SELECT id, created_at, NULL, 'PENDING', 'created' FROM ${payments}`,
    `INSERT INTO ${history} (payment_id, at, from_status, to_status, reason)
      SELECT id, paid_at, 'PENDING', 'PAID', 'paid' FROM ${payments}`,
  ];
}
