import { Injectable } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { KhqrAuthenticationError } from '../../lib/errors/khqr-authentication.error.js';
import { OnKhqrAlert } from '../../lib/events/on-payment.decorator.js';
import type { KhqrAlertEvent } from '../../lib/events/payment.events.js';
import type { ProviderFailure } from '../../lib/providers/provider-failure.js';
import { MemoryPaymentStore } from '../../lib/stores/memory/memory-payment.store.js';
import { KhqrOperations } from '../../lib/khqr.operations.js';
import { PaymentTracker } from '../../lib/tracker/payment-tracker.js';
import { fillQueue, sharedStore } from '../support/replicas.js';
import { ScriptedProvider } from '../support/scripted.provider.js';
import { Ledger, openShop } from '../support/shop.js';
import { recordTraffic } from '../support/traffic.js';

@Injectable()
class Duty {
  constructor(readonly ledger: Ledger) {}

  @OnKhqrAlert()
  call({ kind, account }: KhqrAlertEvent): void {
    this.ledger.lines.push(`${kind} ${account ?? ''}`);
  }
}

const limited = (retryAfterMs?: number): ProviderFailure => ({
  kind: 'lane',
  reason: 'rate-limited',
  message: 'Too many requests (429).',
  status: 429,
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});

/** A shop with this many payments waiting, asked about at 100 a second. */
async function openBusy(count: number, seed = 1) {
  const store = new MemoryPaymentStore();
  const shop = await openShop({
    khqr: { provider: 'sandbox', ratePerSecond: 100 },
    providers: [Ledger, Duty],
    testing: { store, seed },
  });
  const records = await fillQueue(store, count);
  const times = recordTraffic(shop.bank);
  return { ...shop, store, records, times, tracker: shop.app.get(PaymentTracker) };
}

/** How long nothing is asked after one refusal that has been sent. */
async function pauseAfter(failure: ProviderFailure, seed = 1): Promise<number> {
  const { app, bank, clock, times } = await openBusy(1, seed);
  bank.failNext(failure, 1, { for: 'check' });
  await clock.advance(150_000);
  const [first = NaN, second = NaN] = times('check');
  await app.close();
  return second - first;
}

describe('429', () => {
  it.each([
    { told: 'nothing', retryAfterMs: undefined, least: 5000, most: 6000 },
    { told: '7 s', retryAfterMs: 7000, least: 7000, most: 8000 },
    { told: '0 s', retryAfterMs: 0, least: 1000, most: 2000 },
    { told: 'a day', retryAfterMs: 86_400_000, least: 120_000, most: 121_000 },
    {
      told: '285,616 years',
      retryAfterMs: Number.MAX_SAFE_INTEGER,
      least: 120_000,
      most: 121_000,
    },
  ])(
    'blocks the lane for as long as it says, from 1 s to 2 minutes: it says $told',
    async ({ retryAfterMs, least, most }) => {
      const pause = await pauseAfter(limited(retryAfterMs));
      expect(pause).toBeGreaterThanOrEqual(least);
      // One look at the queue later at most.
      expect(pause).toBeLessThanOrEqual(most + 1001);
    },
  );

  it('lets replicas come back at different times', async () => {
    const pauses = await Promise.all([1, 2, 3, 4].map((seed) => pauseAfter(limited(20_000), seed)));
    expect(new Set(pauses).size).toBeGreaterThan(1);
  });

  it('cuts the rate by 0.85 once for all answers that arrive together, and lets it grow back', async () => {
    const { app, bank, clock, tracker } = await openBusy(3000);
    await clock.advance(5000);
    expect((await tracker.stats()).lanes).toMatchObject([{ ratePerSecond: 100, mode: 'running' }]);
    bank.failNext(limited(1000), 5, { for: 'check' });
    await clock.advance(200);
    expect((await tracker.stats()).lanes).toMatchObject([
      { ratePerSecond: 85, mode: 'rate-limited' },
    ]);
    await clock.advance(2000);
    const { ratePerSecond = NaN, mode } = (await tracker.stats()).lanes[0] ?? {};
    expect(mode).toBe('running');
    expect(ratePerSecond).toBeLessThan(88);
    await clock.advance(8000);
    expect((await tracker.stats()).lanes[0]?.ratePerSecond).toBeGreaterThan(91);
    await clock.advance(10_000);
    expect((await tracker.stats()).lanes).toMatchObject([{ ratePerSecond: 100 }]);
    await app.close();
  });

  it('counts no attempt and changes no payment', async () => {
    const { app, bank, clock, store, records } = await openBusy(1);
    bank.failNext(limited(1000), 10, { for: 'check' });
    await clock.advance(30_000);
    const [record] = records;
    const after = await store.find({ id: record?.id ?? '' });
    expect(after).toMatchObject({ status: 'PENDING', strikes: 0, inDoubt: false });
    expect(app.get(Ledger).lines).toEqual([]);
    await app.close();
  });

  it('of one replica is heeded by the other', async () => {
    const store = sharedStore();
    const khqr = { provider: 'sandbox', ratePerSecond: 100 } as const;
    const first = await openShop({ khqr, testing: { store } });
    const { bank, clock } = first;
    await clock.advance(23);
    const second = await openShop({ khqr, testing: { store, bank, clock, seed: 2 } });
    await fillQueue(store, 2000);
    await clock.advance(5000);
    bank.failNext(limited(10_000), 1, { for: 'check' });
    await clock.advance(100);
    const asked = bank.stats().checks;
    await clock.advance(9900);
    expect(bank.stats().checks).toBe(asked);
    await clock.advance(2100);
    expect(bank.stats().checks).toBeGreaterThan(asked);
    await first.app.close();
    await second.app.close();
  });

  it('does not keep a customer waiting for a lane that is closed', async () => {
    const { app, khqr, bank, clock } = await openBusy(1);
    bank.failNext(limited(60_000), 1, { for: 'check' });
    await clock.advance(2000);
    const create = khqr.createPayment({ reference: 'order-1', amount: 1, currency: 'USD' });
    const error: unknown = await create.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'KHQR_RATE_LIMIT', retryable: true });
    expect((error as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(55_000);
    expect(bank.stats().creates).toBe(0);
    await app.close();
  });
});

describe('a refused credential (401, 403, 422)', () => {
  it('stops the lane, tries once in 30 s, calls somebody once, and leaves the payments alone', async () => {
    const { app, bank, clock, store, records, times, tracker } = await openBusy(50);
    await clock.advance(5000);
    bank.setFaults({ unauthorized: true });
    await clock.advance(4000);
    const stopped = clock.now();
    await clock.advance(600_000);
    const probes = times('check').filter((time) => time > stopped);
    expect(probes.length).toBeGreaterThanOrEqual(19);
    expect(probes.length).toBeLessThanOrEqual(20);
    for (const [index, probe] of probes.slice(1).entries()) {
      expect(probe - (probes[index] ?? NaN)).toBeGreaterThanOrEqual(30_000);
    }
    expect((await tracker.stats()).lanes).toMatchObject([{ mode: 'stopped' }]);
    expect(app.get(Ledger).lines).toEqual(['lane-stopped default']);
    for (const { id } of records) {
      expect(await store.find({ id })).toMatchObject({ status: 'PENDING', inDoubt: false });
    }
    await app.close();
  });

  it('is noticed to be mended by the next try: the lane starts slowly and pays what was paid meanwhile', async () => {
    const { app, khqr, bank, clock, times, tracker } = await openBusy(200);
    const { md5, id } = await khqr.createPayment({
      reference: 'order-1',
      amount: 1,
      currency: 'USD',
      expiresInMs: 900_000,
    });
    await clock.advance(5000);
    bank.setFaults({ unauthorized: true });
    await clock.advance(100_000);
    bank.pay(md5);
    bank.setFaults({});
    const mended = clock.now();
    await clock.advance(45_000);
    const [probe = NaN] = times('check').filter((time) => time >= mended);
    expect(probe - mended).toBeLessThanOrEqual(31_000);
    const soon = times('check').filter((time) => time >= probe && time < probe + 3000);
    expect(soon.length).toBeLessThanOrEqual(15);
    expect(await khqr.getPayment({ id })).toMatchObject({ status: 'PAID' });
    expect((await tracker.stats()).lanes).toMatchObject([{ mode: 'running' }]);
    // Another stop is another call.
    bank.setFaults({ unauthorized: true });
    await clock.advance(10_000);
    expect(app.get(Ledger).lines).toEqual(['lane-stopped default', 'lane-stopped default']);
    await app.close();
  });

  it('of one payment alone does not hold up the others: each try is about another one', async () => {
    let refused = '';
    let isPaid = false;
    const provider = new ScriptedProvider(({ md5 }) =>
      md5 === refused
        ? { outcome: 'unknown', failure: { kind: 'lane', reason: 'stopped', message: 'no (403)' } }
        : isPaid
          ? { outcome: 'paid', evidence: {} }
          : { outcome: 'pending' },
    );
    const { app, khqr, clock } = await openShop({
      khqr: { provider },
      testing: { keepCustomProviders: true },
    });
    const order = { amount: 1, currency: 'USD' } as const;
    refused = (await khqr.createPayment({ ...order, reference: 'order-1' })).md5;
    for (const reference of ['order-2', 'order-3', 'order-4']) {
      await khqr.createPayment({ ...order, reference });
    }
    await clock.advance(10_000);
    isPaid = true;
    await clock.advance(200_000);
    const { payments } = await app.get(KhqrOperations).listPayments({ status: 'PAID' });
    expect(payments.map(({ reference }) => reference).sort()).toEqual([
      'order-2',
      'order-3',
      'order-4',
    ]);
    await app.close();
  });

  it('was lifted by good answers that had been on their way when the refusal came, and told twice', async () => {
    const { app, bank, clock, times } = await openBusy(2000);
    bank.setFaults({ latencyMs: [10, 2000] });
    await clock.advance(5000);
    // Sent before the key was withdrawn, answered after it.
    bank.setFaults({ unauthorized: true, latencyMs: 1 });
    await clock.advance(500);
    const stopped = clock.now();
    await clock.advance(29_000);
    expect(times('check').filter((time) => time > stopped)).toEqual([]);
    expect(app.get(Ledger).lines).toEqual(['lane-stopped default']);
    await app.close();
  });

  it('refuses a create at once, without asking, and lets a create be the try', async () => {
    const { app, khqr, bank, clock } = await openBusy(0);
    bank.setFaults({ unauthorized: true });
    const order = { amount: 1, currency: 'USD' } as const;
    await expect(khqr.createPayment({ ...order, reference: 'order-1' })).rejects.toThrow(
      KhqrAuthenticationError,
    );
    expect(bank.stats().creates).toBe(1);
    bank.setFaults({});
    await expect(khqr.createPayment({ ...order, reference: 'order-2' })).rejects.toThrow(
      KhqrAuthenticationError,
    );
    expect(bank.stats().creates).toBe(1);
    await clock.advance(30_000);
    expect(await khqr.createPayment({ ...order, reference: 'order-3' })).toMatchObject({
      status: 'PENDING',
    });
    await app.close();
  });
});
