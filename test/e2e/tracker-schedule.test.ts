import { SchedulerRegistry } from '@nestjs/schedule';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ScheduleModule } from '@nestjs/schedule';
import { KhqrModule } from '../../lib/khqr.module.js';
import { KhqrService } from '../../lib/khqr.service.js';
import { MemoryPaymentStore } from '../../lib/stores/memory/memory-payment.store.js';
import { PaymentTracker } from '../../lib/tracker/payment-tracker.js';
import { fillQueue, intercept } from '../support/replicas.js';
import { openShop } from '../support/shop.js';

const ORDER = { reference: 'order-1', amount: '5.00', currency: 'USD' } as const;

describe('the tracker on its schedule', () => {
  it('shows its timers in SchedulerRegistry, and leaves nothing behind when it is closed', async () => {
    const { app, khqr, clock } = await openShop({});
    const registry = app.get(SchedulerRegistry);
    await khqr.createPayment(ORDER);
    for (let step = 0; step < 20; step += 1) {
      expect(registry.getTimeouts().sort()).toEqual(['khqr:dispatcher', 'khqr:tracker']);
      await clock.advance(777);
    }
    await app.close();
    expect(registry.getTimeouts()).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('never looks twice at once, and not at all while a look takes its time', async () => {
    const store = new MemoryPaymentStore();
    let looking = 0;
    let most = 0;
    let looks = 0;
    const slow = intercept(store, {
      nextDueAt: async (routes) => {
        looks += 1;
        most = Math.max(most, (looking += 1));
        await new Promise<void>((resolve) => void clock.setTimeout(resolve, 4000));
        looking -= 1;
        return store.nextDueAt(routes);
      },
    });
    const { app, khqr, clock } = await openShop({ testing: { store: slow } });
    await khqr.createPayment(ORDER);
    await clock.advance(40_000);
    expect(most).toBe(1);
    expect(looks).toBeGreaterThan(5);
    expect(looks).toBeLessThan(11);
    const closing = app.close();
    await clock.advance(4000);
    await closing;
  });

  it('asks nobody while it is paused, ends what is under way, and goes on when it is resumed', async () => {
    const { app, khqr, bank, clock } = await openShop({});
    const tracker = app.get(PaymentTracker);
    bank.setFaults({ latencyMs: 2000 });
    const created = khqr.createPayment(ORDER);
    await clock.advance(2000);
    const payment = await created;
    await clock.advance(3500);
    expect(bank.stats().checks).toBe(1);
    tracker.pause();
    bank.pay(payment.md5);
    expect(await tracker.stats()).toMatchObject({ running: false, paused: true, inFlight: 1 });
    await clock.advance(60_000);
    expect(bank.stats().checks).toBe(1);
    expect(await tracker.stats()).toMatchObject({ inFlight: 0 });
    bank.setFaults({});
    tracker.resume();
    await clock.advance(100);
    expect(await tracker.stats()).toMatchObject({ running: true, paused: false });
    expect(await khqr.getPayment({ id: payment.id })).toMatchObject({ status: 'PAID' });
    await app.close();
  });

  it('counts what it did', async () => {
    const { app, khqr, bank, clock } = await openShop({});
    const tracker = app.get(PaymentTracker);
    const before = await tracker.stats();
    const paid = await khqr.createPayment(ORDER);
    await khqr.createPayment({ ...ORDER, reference: 'order-2' });
    bank.pay(paid.md5);
    bank.failNext('lost', 1, { for: 'check' });
    await clock.advance(10_000);
    const stats = await tracker.stats();
    expect(stats).toMatchObject({ pending: 1, paid: 1, unknown: 1, inFlight: 0 });
    expect(stats.checks).toBe(bank.stats().checks);
    expect(stats.ticks).toBeGreaterThan(before.ticks + 9);
    expect(stats.lastTickAt?.getTime()).toBeGreaterThan(clock.now() - 1001);
    expect(stats.lanes).toEqual([
      {
        lane: 'sandbox:default',
        mode: 'running',
        ratePerSecond: 1000,
        accounts: ['default'],
        requestsToday: 7,
        requestsPerDay: null,
        detection: { meanMs: 6000, samples: 1, expectedMs: 4000.5, slow: false },
      },
    ]);
    await app.close();
  });
});

describe('the schedule on the machine’s clock', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('stopped for ever, unseen, when user code deleted its timeout: stats show it, resume() mends it', async () => {
    jest.useFakeTimers();
    const module = await Test.createTestingModule({
      imports: [
        ScheduleModule.forRoot(),
        EventEmitterModule.forRoot(),
        KhqrModule.forRoot({ provider: 'sandbox' }),
      ],
    }).compile();
    const app = module.createNestApplication({ logger: false });
    await app.init();
    const tracker = app.get(PaymentTracker);
    await jest.advanceTimersByTimeAsync(2500);
    const { ticks, running } = await tracker.stats();
    expect([ticks > 1, running]).toEqual([true, true]);
    app.get(SchedulerRegistry).deleteTimeout('khqr:tracker');
    await jest.advanceTimersByTimeAsync(10_000);
    expect(await tracker.stats()).toMatchObject({ ticks, running: false, paused: false });
    tracker.resume();
    await jest.advanceTimersByTimeAsync(2500);
    expect(await tracker.stats()).toMatchObject({ ticks: ticks + 3, running: true });

    // The deliveries' timer is deleted too: the next event wakes it.
    app.get(SchedulerRegistry).deleteTimeout('khqr:dispatcher');
    await jest.advanceTimersByTimeAsync(10_000);
    await app.get(KhqrService).createPayment(ORDER);
    expect(app.get(SchedulerRegistry).getTimeouts().sort()).toEqual([
      'khqr:dispatcher',
      'khqr:tracker',
    ]);
    await app.close();
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('runOnce', () => {
  it('claims, checks, settles and delivers where nothing runs by itself', async () => {
    const { app, khqr, bank, clock } = await openShop({
      khqr: { provider: 'sandbox', tracker: { enabled: false } },
    });
    const tracker = app.get(PaymentTracker);
    expect(app.get(SchedulerRegistry).getTimeouts()).toEqual(['khqr:dispatcher']);
    const payment = await khqr.createPayment(ORDER);
    await clock.advance(60_000);
    expect(bank.stats().checks).toBe(0);
    bank.pay(payment.md5);
    expect(await tracker.runOnce()).toEqual({ checks: 1, paid: 1, delivered: 0 });
    expect(await tracker.runOnce()).toEqual({ checks: 0, paid: 0, delivered: 0 });
    await app.close();
  });

  it('asks about all that is due, as fast as the rate allows, and no longer than it may', async () => {
    const store = new MemoryPaymentStore();
    const { app, clock, bank } = await openShop({
      khqr: { provider: 'sandbox', ratePerSecond: 20, tracker: { enabled: false } },
      testing: { store },
    });
    const tracker = app.get(PaymentTracker);
    await fillQueue(store, 100);
    const first = tracker.runOnce({ maxMs: 2000 });
    const begun = clock.monotonic();
    await clock.advance(10_000);
    const { checks } = await first;
    expect(checks).toBeGreaterThanOrEqual(38);
    expect(checks).toBeLessThanOrEqual(45);
    expect(clock.monotonic()).toBe(begun + 10_000);
    const rest = tracker.runOnce();
    await clock.advance(25_000);
    // The first are due again after their gap, so all have been asked about, and some twice.
    await rest;
    expect(new Set(bank.stats().checksByMd5.keys()).size).toBe(100);
    await app.close();
  });

  it('does not wait for a slow provider beyond its limit', async () => {
    const { app, khqr, bank, clock } = await openShop({
      khqr: { provider: 'sandbox', tracker: { enabled: false } },
    });
    await khqr.createPayment(ORDER);
    await clock.advance(5000);
    bank.setFaults({ latencyMs: 9000 });
    let ended = Infinity;
    const begun = clock.monotonic();
    const run = app
      .get(PaymentTracker)
      .runOnce({ maxMs: 1000 })
      .then(() => (ended = clock.monotonic()));
    await clock.advance(2000);
    expect(ended - begun).toBeLessThanOrEqual(1000);
    await run;
    const closing = app.close();
    await clock.advance(9000);
    await closing;
  });
});
