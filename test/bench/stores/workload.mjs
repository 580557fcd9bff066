// What the stores are made to do: payments are claimed in batches, as the tracker claims them, and each answer is settled by
// itself, all of a batch at once.
import { createHash, randomBytes } from 'node:crypto';

const dist = new URL('../../../dist/esm/', import.meta.url);
const { settleRule } = await import(new URL('payment/rules/settle.rule.js', dist));

export const HANDLER = { id: 'OrderFulfilment.ship', type: 'khqr.payment.paid', account: null };
export const ROUTES = [{ account: 'default', provider: 'apikhqr' }];
const BATCH = 50;
const MINUTE = 60_000;

/** Pending payments, due since a minute, with fields of real lengths. */
export function pendingPayments(count, now) {
  return Array.from({ length: count }, (_, index) => {
    const id = randomBytes(16).toString('base64url');
    return {
      id,
      account: 'default',
      provider: 'apikhqr',
      reference: `order-${id}`,
      attempt: 1,
      amountMinor: 500,
      currency: 'USD',
      status: 'PENDING',
      md5: createHash('md5').update(id).digest('hex'),
      qrString: `00020101021229380018coffee_shop@abaa0112${id}52045999530384054045.005802KH5923Coffee Shop Phnom Penh6010Phnom Penh`,
      verified: true,
      qrImageUrl: null,
      qrStandUrl: null,
      billNumber: `PAY${id}`,
      providerRef: null,
      note: `Order #${index}`,
      metadata: { cart: index },
      payee: null,
      createdAt: now - 2 * MINUTE,
      expiresAt: now + 10 * MINUTE,
      paidAt: null,
      late: false,
      recovered: false,
      reviewReason: null,
      receipt: null,
      refundedMinor: 0,
      cancelled: false,
      replaced: false,
      expiryRaised: false,
      unresolvedRaised: false,
      dueAt: now - MINUTE - index,
      leaseOwner: null,
      leaseUntil: 0,
      epoch: 0,
      inDoubt: false,
      unpaidAt: null,
      strikes: 0,
      watchedUntil: 0,
    };
  });
}

export async function add(store, records) {
  for (let start = 0; start < records.length; start += BATCH) {
    const part = records.slice(start, start + BATCH);
    await Promise.all(
      part.map((record) =>
        store.decide(record, () => ({ writes: [record], events: [], result: null })),
      ),
    );
  }
}

const policy = { onForeignClaim: 'review', releaseAfterMs: MINUTE };

/** How one answer is settled. */
export const ANSWERS = {
  /** The transition, its line of history, its event and the event's delivery, in one transaction. */
  paid(store, { record, inDoubtBefore }) {
    const { id, epoch } = record;
    const observation = { outcome: 'paid', evidence: { amountMinor: 500, currency: 'USD' } };
    return store.decide(record, settleRule({ id, epoch, inDoubtBefore, observation }, policy));
  },
  /** Back into the queue. */
  unpaid(store, { record: { id, epoch, dueAt } }) {
    const release = {
      id,
      epoch,
      dueAt: dueAt + 90 * MINUTE,
      unpaidAt: dueAt,
      inDoubt: false,
      strikes: 0,
    };
    return store.release([release]);
  },
};

/** Claims and settles everything that is due; answers how many. `claimed` is told before each batch. */
export async function drain(store, answer, claimed = () => {}) {
  for (let total = 0; ;) {
    claimed();
    const request = { routes: ROUTES, owner: 'bench', limit: BATCH, leaseMs: MINUTE };
    const claims = await store.claimDue(request);
    if (claims.length === 0) return total;
    await Promise.all(claims.map((claim) => answer(store, claim)));
    total += claims.length;
  }
}

/** Claims and settles a second. */
export async function rateOf(work) {
  const began = performance.now();
  const settled = await work();
  return (2 * settled * 1000) / (performance.now() - began);
}
