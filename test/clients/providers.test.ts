import { describe, expect, it } from '@jest/globals';
import { KhqrOperations, PaymentTracker, type Payment } from 'nestjs-khqr';
import { nextPhnomPenhMidnight } from '../../lib/clock/phnom-penh.js';
import type { SandboxSettings } from '../../lib/sandbox/index.js';
import { HardDay } from './support/hard-day.js';

const ORDERS = Array.from({ length: 40 }, (_, index) => `order-${index + 1}`);
const isPaid = (reference: string): boolean => Number(reference.replace('order-', '')) % 2 === 0;
const PAID = ORDERS.filter(isPaid);

const FAULTS: SandboxSettings = {
  claim: 'once',
  lostAnswers: 0.2,
  errors: 0.05,
  notSent: 0.05,
  latencyMs: [50, 900],
  rateLimit: { perSecond: 12, retryAfterMs: 1000 },
  seed: 20,
};

const SHOP = { bakongId: 'lucky@abaa', merchantName: 'Lucky Shop' };

/** Everybody orders at once; half of them pay, as soon as they see the code. */
function sell(day: HardDay): Promise<readonly Payment[]> {
  return Promise.all(
    ORDERS.map(async (reference, index) => {
      const payment = await day.order(reference, `1.${10 + index}`);
      if (!isPaid(reference)) return payment;
      await day.pay(payment);
      return day.shop.khqr.waitForPayment(payment.id);
    }),
  );
}

/** Every paid order was handled exactly once, and no other. */
async function expectFulfilled(day: HardDay): Promise<void> {
  const operations = day.shop.app.get(KhqrOperations);
  for (;;) {
    const open = await operations.listDeliveries({ status: 'waiting' });
    const running = await operations.listDeliveries({ status: 'running' });
    if (open.length + running.length === 0) break;
    await day.clock.pass(200);
  }
  expect(day.shipped.toSorted()).toEqual(PAID.toSorted());
  for (const reference of ORDERS) {
    const payment = await day.shop.khqr.getPayment({ reference });
    // On a slow machine a code that nobody paid may have ended by now.
    const good = isPaid(reference) ? /^PAID$/ : /^(PENDING|EXPIRED)$/;
    expect([reference, payment?.status]).toEqual([reference, expect.stringMatching(good)]);
  }
  expect(day.sandbox.bank.ledger).toHaveLength(PAID.length);
}

describe('a shop whose network and provider fail, over HTTP', () => {
  it('fulfils each paid order once on apikhqr, where PAID is told once', async () => {
    const day = await HardDay.begin(
      ({ baseUrls, apiKey }) => ({
        provider: 'apikhqr',
        apiKey,
        baseUrl: baseUrls.apikhqr,
      }),
      { ...FAULTS, lostAnswers: 0.4 },
    );
    try {
      const payments = await sell(day);
      await expectFulfilled(day);
      // Answers have been lost: that told somebody PAID, and those that held a code.
      expect(payments.filter(({ recovered }) => recovered).length).toBeGreaterThan(0);
      expect(day.sandbox.bank.list().length).toBeGreaterThan(ORDERS.length);
    } finally {
      await day.end();
    }
  });

  it('fulfils each paid order once on bakong-online', async () => {
    const day = await HardDay.begin(
      ({ baseUrls }) => ({
        provider: 'bakong-online',
        ...SHOP,
        baseUrl: baseUrls.bakongOnline,
      }),
      FAULTS,
    );
    try {
      await sell(day);
      await expectFulfilled(day);
      expect(day.sandbox.bank.list().length).toBeGreaterThan(ORDERS.length);
    } finally {
      await day.end();
    }
  });

  it('fulfils each paid order once on bakong, when the daily quota is spent just before midnight', async () => {
    const day = await HardDay.begin(
      ({ baseUrls, apiKey }) => ({
        provider: 'bakong',
        ...SHOP,
        apiKey,
        baseUrl: baseUrls.bakong,
        dailyQuota: 100_000,
      }),
      { ...FAULTS, dailyQuota: 1 },
      Date.UTC(2026, 0, 1, 16, 58),
    );
    try {
      const sold = sell(day);
      const tracker = day.shop.app.get(PaymentTracker);
      while ((await tracker.stats()).lanes[0]?.mode !== 'quota') await day.clock.pass(100);
      await day.setFaults(FAULTS);
      // Answers on their way come first: a clock that leaps ends their leases.
      await day.clock.pass(3000);
      day.clock.skipTo(nextPhnomPenhMidnight(day.clock.now()));
      await sold;
      await expectFulfilled(day);
    } finally {
      await day.end();
    }
  });
});
