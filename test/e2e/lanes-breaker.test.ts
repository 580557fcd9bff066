import { describe, expect, it } from '@jest/globals';
import { MemoryPaymentStore } from '../../lib/stores/memory/memory-payment.store.js';
import { PaymentTracker } from '../../lib/tracker/payment-tracker.js';
import { fillQueue } from '../support/replicas.js';
import { openShop } from '../support/shop.js';
import { perSecond, recordTraffic } from '../support/traffic.js';

const RATE = 500;
const OUTAGE_MS = 600_000;

async function openStorm(pending: number) {
  const store = new MemoryPaymentStore();
  const shop = await openShop({
    khqr: { provider: 'sandbox', ratePerSecond: RATE },
    testing: { store },
  });
  const hour = 3_600_000;
  const records = await fillQueue(store, pending, () => ({
    expiresAt: shop.clock.now() + hour,
  }));
  const times = recordTraffic(shop.bank);
  return { ...shop, store, records, times, tracker: shop.app.get(PaymentTracker) };
}

describe('a provider that answers 5xx for ten minutes, 5,000 pending', () => {
  it.each(['errors', 'notSent'] as const)(
    'is asked once a second, and slowly at first when it is back: %s',
    async (fault) => {
      const { app, bank, clock, store, records, times, tracker } = await openStorm(5000);
      await clock.advance(5000);
      bank.setFaults({ [fault]: 1 });
      const down = clock.now();
      await clock.advance(OUTAGE_MS);
      const back = clock.now();
      const during = perSecond(times('check'), down + 1000, OUTAGE_MS / 1000 - 1);
      expect(Math.max(...during)).toBeLessThanOrEqual(2);
      const probes = during.reduce((sum, count) => sum + count, 0);
      expect(probes).toBeGreaterThanOrEqual(550);
      expect(probes).toBeLessThanOrEqual(600);
      expect((await tracker.stats()).lanes).toMatchObject([{ mode: 'broken' }]);
      // Nobody has been ended or doubted for good by it.
      const after = await Promise.all(records.map(({ id }) => store.find({ id })));
      expect(after.filter((record) => record?.status !== 'PENDING')).toEqual([]);

      bank.setFaults({});
      await clock.advance(20_000);
      const [first = NaN] = times('check').filter((time) => time >= back);
      expect(first - back).toBeLessThanOrEqual(1001);
      const counts = perSecond(times('check'), first, 15);
      // 1 a second, doubling: less than 1, 2, 4 … and what a bucket lets through at once.
      for (const [second, count] of counts.entries()) {
        expect(count).toBeLessThanOrEqual(2 ** (second + 1) * 1.15 + 2);
      }
      expect(counts.slice(0, 4).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(24);
      expect(counts[12]).toBeGreaterThanOrEqual(RATE * 0.95);
      expect((await tracker.stats()).lanes).toMatchObject([{ mode: 'running' }]);
      await app.close();
    },
    60_000,
  );

  it('pays everything that was paid during it', async () => {
    const { app, khqr, bank, clock, tracker } = await openStorm(500);
    const orders = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        khqr.createPayment({
          reference: `order-${index}`,
          amount: 1,
          currency: 'USD',
          expiresInMs: 900_000,
        }),
      ),
    );
    await clock.advance(5000);
    bank.setFaults({ errors: 1 });
    await clock.advance(60_000);
    for (const { md5 } of orders) bank.pay(md5);
    await clock.advance(540_000);
    bank.setFaults({});
    // The last may have been tried shortly before and wait for their next turn.
    await clock.advance(60_000);
    const statuses = await Promise.all(orders.map(({ id }) => khqr.getPayment({ id })));
    expect(new Set(statuses.map((payment) => payment?.status))).toEqual(new Set(['PAID']));
    expect((await tracker.stats()).paid).toBe(20);
    await app.close();
  }, 30_000);

  it('jumped back to the whole rate when one answer failed during the slow start', async () => {
    const { app, bank, clock, times } = await openStorm(5000);
    bank.setFaults({ errors: 1 });
    await clock.advance(10_000);
    bank.setFaults({});
    await clock.advance(3000);
    bank.failNext('error', 2, { for: 'check' });
    const from = clock.now();
    await clock.advance(2000);
    expect(Math.max(...perSecond(times('check'), from, 2))).toBeLessThan(60);
    await app.close();
  });

  it('does not break a lane that answers now and then', async () => {
    const { app, bank, clock, tracker } = await openStorm(5000);
    bank.setFaults({ errors: 0.7 });
    await clock.advance(20_000);
    const { lanes, checks } = await tracker.stats();
    expect(lanes).toMatchObject([{ mode: 'running' }]);
    expect(checks).toBeGreaterThan(RATE * 19);
    await app.close();
  }, 30_000);
});
