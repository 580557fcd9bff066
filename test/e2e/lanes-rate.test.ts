import { describe, expect, it } from '@jest/globals';
import { SeededRandom } from '../../lib/clock/seeded.random.js';
import { MemoryPaymentStore } from '../../lib/stores/memory/memory-payment.store.js';
import { PaymentTracker } from '../../lib/tracker/payment-tracker.js';
import { fillQueue, sharedStore } from '../support/replicas.js';
import { ScriptedProvider } from '../support/scripted.provider.js';
import { openShop } from '../support/shop.js';
import { recordTraffic, windowExtremes } from '../support/traffic.js';

const PENDING = 10_000;
const RATE = 500;
const WINDOW_MS = 10_000;
const LIMITS = { least: RATE * 10 * 0.98, most: RATE * 10 * 1.02 };

describe('the rate of a lane with more to ask than it may', () => {
  it.each([
    { name: 'answers at once', latencyMs: 0 },
    { name: 'answers in 20 to 300 ms', latencyMs: [20, 300] },
  ] as const)(
    'is held within 2 % in every window of 10 s: $name',
    async ({ latencyMs }) => {
      const store = new MemoryPaymentStore();
      const { app, bank, clock } = await openShop({
        khqr: { provider: 'sandbox', ratePerSecond: RATE },
        testing: { store },
      });
      bank.setFaults({ latencyMs });
      await fillQueue(store, PENDING);
      const times = recordTraffic(bank);
      const from = clock.now() + 2000;
      await clock.advance(42_000);
      const { least, most } = windowExtremes(times('check'), WINDOW_MS, from, clock.now());
      expect(least).toBeGreaterThanOrEqual(LIMITS.least);
      expect(most).toBeLessThanOrEqual(LIMITS.most);
      // From the very first request on it is never more.
      const all = windowExtremes(times('check'), WINDOW_MS, from - 10_000, clock.now());
      expect(all.most).toBeLessThanOrEqual(LIMITS.most);
      // In turn: everybody has been asked about twice, nobody once more than another.
      const counts = [...bank.stats().checksByMd5.values()];
      expect(counts).toHaveLength(PENDING);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      expect(bank.stats().maxConcurrentChecks).toBe(1);
      const closing = app.close();
      await clock.advance(1000);
      await closing;
    },
    60_000,
  );

  it('is one rate for two replicas of one store', async () => {
    const store = sharedStore();
    const khqr = { provider: 'sandbox', ratePerSecond: RATE } as const;
    const first = await openShop({ khqr, testing: { store } });
    const { bank, clock } = first;
    // On a clock that stands still both would look at the same moments, and the first would always be first.
    await clock.advance(23);
    const second = await openShop({ khqr, testing: { store, bank, clock, seed: 2 } });
    await fillQueue(store, PENDING);
    const times = recordTraffic(bank);
    const from = clock.now() + 2000;
    await clock.advance(32_000);
    const { least, most } = windowExtremes(times('check'), WINDOW_MS, from, clock.now());
    expect(least).toBeGreaterThanOrEqual(LIMITS.least);
    expect(most).toBeLessThanOrEqual(LIMITS.most);
    expect(bank.stats().maxConcurrentChecks).toBe(1);
    const shares = await Promise.all(
      [first, second].map(async ({ app }) => (await app.get(PaymentTracker).stats()).checks),
    );
    expect(Math.min(...shares)).toBeGreaterThan(0);
    await first.app.close();
    await second.app.close();
  }, 60_000);

  it('keeps a share for creates: a customer does not wait behind the checks', async () => {
    const store = new MemoryPaymentStore();
    const { app, khqr, bank, clock } = await openShop({
      khqr: { provider: 'sandbox', ratePerSecond: 50 },
      testing: { store },
    });
    await fillQueue(store, 2000);
    await clock.advance(20_000);
    const times = recordTraffic(bank);
    const from = clock.now();
    const waits: number[] = [];
    // 8 creates a second for 20 s: less than a fifth of the rate.
    for (let order = 0; order < 160; order += 1) {
      const asked = clock.monotonic();
      void khqr
        .createPayment({ reference: `order-${order}`, amount: 1, currency: 'USD' })
        .then(() => waits.push(clock.monotonic() - asked));
      await clock.advance(125);
    }
    await clock.advance(1000);
    expect(waits).toHaveLength(160);
    expect(Math.max(...waits)).toBeLessThanOrEqual(250);
    const all = [...times('check'), ...times('create')].sort((a, b) => a - b);
    const { least, most } = windowExtremes(all, WINDOW_MS, from, clock.now());
    expect(least).toBeGreaterThanOrEqual(490);
    expect(most).toBeLessThanOrEqual(520);
    await app.close();
  }, 30_000);

  it('makes more creates wait than the share holds, and refuses those that would wait too long', async () => {
    const store = new MemoryPaymentStore();
    const { app, khqr, bank, clock } = await openShop({
      khqr: { provider: 'sandbox', ratePerSecond: 10 },
      testing: { store },
    });
    await fillQueue(store, 1000);
    await clock.advance(10_000);
    const results: string[] = [];
    for (let order = 0; order < 100; order += 1) {
      khqr.createPayment({ reference: `order-${order}`, amount: 1, currency: 'USD' }).then(
        () => results.push('made'),
        (error: unknown) => results.push((error as { code: string }).code),
      );
    }
    await clock.advance(20_000);
    expect(results).toHaveLength(100);
    const made = results.filter((result) => result === 'made').length;
    expect(made).toBeGreaterThanOrEqual(8);
    expect(made).toBeLessThan(60);
    expect(new Set(results)).toEqual(new Set(['made', 'KHQR_RATE_LIMIT']));
    expect(bank.stats().creates).toBe(made);
    await app.close();
  }, 30_000);

  it('drains on shutdown: no new request, every answer under way settled, no lease left behind', async () => {
    const store = sharedStore();
    const { app, bank, clock } = await openShop({
      khqr: { provider: 'sandbox', ratePerSecond: RATE },
      testing: { store },
    });
    bank.setFaults({ latencyMs: [100, 9000] });
    const records = await fillQueue(store, PENDING);
    await clock.advance(5000);
    const { inFlight } = await app.get(PaymentTracker).stats();
    expect(inFlight).toBeGreaterThan(200);
    const asked = bank.stats().checks;
    let closedAt = Infinity;
    const begun = clock.monotonic();
    const closing = app.close().then(() => (closedAt = clock.monotonic()));
    await clock.advance(15_000);
    await closing;
    expect(closedAt - begun).toBeLessThan(9001);
    expect(bank.stats().checks).toBe(asked);
    const after = await Promise.all(records.map(({ id }) => store.find({ id })));
    expect(after.filter((record) => record?.leaseOwner != null)).toEqual([]);
    expect(after.filter((record) => record?.inDoubt)).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  }, 30_000);
});

describe('a rate that nobody knows', () => {
  const shop = (provider: ScriptedProvider, store = new MemoryPaymentStore()) =>
    openShop({ khqr: { provider }, testing: { store, keepCustomProviders: true } });
  const rateOf = async (app: Awaited<ReturnType<typeof openShop>>['app']) =>
    (await app.get(PaymentTracker).stats()).lanes[0]?.ratePerSecond ?? NaN;

  it('was raised although what was due never needed more', async () => {
    const { app, khqr, clock } = await shop(
      new ScriptedProvider(undefined, { ratePerSecond: null }),
    );
    const random = new SeededRandom(7);
    for (let order = 0; order < 40; order += 1) {
      await khqr.createPayment({ reference: `order-${order}`, amount: 1, currency: 'USD' });
      // A code lives for 315 s with its grace: about ten are open at a time, each asked once in 3 s.
      await clock.advance(Math.round(60_000 * random.number()));
    }
    expect(await rateOf(app)).toBeLessThanOrEqual(8);
    await app.close();
  });

  it('grows by one a second while more is due than it allows', async () => {
    const store = new MemoryPaymentStore();
    const provider = new ScriptedProvider(undefined, { ratePerSecond: null });
    const { app, clock } = await shop(provider, store);
    await fillQueue(store, 2000, () => ({ provider: 'scripted' }));
    await clock.advance(1000);
    const begun = await rateOf(app);
    await clock.advance(30_000);
    expect((await rateOf(app)) - begun).toBeGreaterThanOrEqual(26);
    expect((await rateOf(app)) - begun).toBeLessThanOrEqual(31);
    await app.close();
  });
});
