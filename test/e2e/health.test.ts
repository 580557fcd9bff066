import { Injectable, ServiceUnavailableException } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ScheduleModule } from '@nestjs/schedule';
import { HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { afterEach, describe, expect, it } from '@jest/globals';
import { OnPaymentPaid } from '../../lib/events/on-payment.decorator.js';
import { MemoryPaymentStore } from '../../lib/stores/memory/memory-payment.store.js';
import { KhqrHealthIndicator, KhqrHealthModule } from '../../lib/terminus/index.js';
import { PaymentTracker } from '../../lib/tracker/payment-tracker.js';
import { openHost } from '../support/host.js';
import { intercept, sharedStore } from '../support/replicas.js';
import { ScriptedProvider } from '../support/scripted.provider.js';
import { openShop, type ShopOptions } from '../support/shop.js';

const ORDER = { reference: 'order-1', amount: '5.00', currency: 'USD' } as const;

@Injectable()
class Shipping {
  @OnPaymentPaid({ id: 'shipping' })
  ship(): void {
    return;
  }
}

@Injectable()
class BrokenShipping {
  @OnPaymentPaid({ id: 'shipping' })
  ship(): void {
    throw new Error('no stock');
  }
}

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A shop and what its health says is wrong. */
async function openWatched({ providers = [Shipping], ...options }: ShopOptions = {}) {
  const shop = await openShop({ ...options, providers: [KhqrHealthIndicator, ...providers] });
  closers.push(() => shop.app.close());
  const health = shop.app.get(KhqrHealthIndicator);
  const look = async () => (await health.isHealthy()).khqr;
  const kinds = async () => (await look()).reasons.map(({ kind }) => kind);
  return { ...shop, health, look, kinds };
}

describe('health', () => {
  it('is ok for a shop whose payments are handled', async () => {
    const { khqr, bank, settled, look } = await openWatched();
    const ok = { status: 'up', state: 'ok', reasons: [] };
    expect(await look()).toEqual(ok);
    const { md5 } = await khqr.createPayment(ORDER);
    bank.pay(md5);
    await settled();
    expect(await look()).toEqual(ok);
  });

  it('is degraded, and up, while the credential is refused', async () => {
    const { khqr, bank, clock, look } = await openWatched();
    await khqr.createPayment(ORDER);
    bank.setFaults({ unauthorized: true });
    await clock.advance(5000);
    expect(await look()).toMatchObject({
      status: 'up',
      state: 'degraded',
      reasons: [{ kind: 'lane-closed' }],
    });
    bank.setFaults({ unauthorized: false });
    await clock.advance(60_000);
    expect(await look()).toMatchObject({ state: 'ok' });
  });

  it('says so when a create alone has closed the lane, in a process that does not ask', async () => {
    const { khqr, bank, kinds } = await openWatched({
      khqr: { provider: 'sandbox', tracker: { enabled: false } },
    });
    expect(await kinds()).toEqual([]);
    bank.setFaults({ unauthorized: true });
    await expect(khqr.createPayment(ORDER)).rejects.toThrow();
    expect(await kinds()).toEqual(['lane-closed']);
  });

  it('sees money that nobody handles, until somebody does', async () => {
    const store = sharedStore();
    const first = await openWatched({ providers: [], testing: { store } });
    const { md5 } = await first.khqr.createPayment(ORDER);
    expect(await first.kinds()).toEqual([]);
    first.bank.pay(md5);
    await first.settled();
    expect(await first.kinds()).toEqual(['paid-unhandled']);
    const { clock } = first;
    const second = await openWatched({ testing: { store, clock } });
    expect(await second.kinds()).toEqual([]);
  });

  it('sees deliveries that wait, and then that their handler is gone', async () => {
    const store = sharedStore();
    const before = await openWatched({ testing: { store } });
    await before.app.close();
    const { clock } = before;
    const { khqr, bank, settled, kinds } = await openWatched({
      providers: [],
      testing: { store, clock, seed: 2 },
    });
    const { md5 } = await khqr.createPayment(ORDER);
    bank.pay(md5);
    await settled();
    expect(await kinds()).toEqual([]);
    await clock.advance(70_000);
    expect(await kinds()).toEqual(['deliveries-overdue']);
    await clock.advance(240_000);
    expect(await kinds()).toEqual(['handler-missing']);
  });

  it('counts dead letters and reviews', async () => {
    const { khqr, bank, settled, kinds } = await openWatched({
      khqr: { provider: 'sandbox', delivery: { retryDelaysMs: [] } },
      providers: [BrokenShipping],
    });
    bank.pay((await khqr.createPayment(ORDER)).md5);
    const wrong = await khqr.createPayment({ ...ORDER, reference: 'order-2' });
    bank.pay(wrong.md5, { amount: '4.00' });
    await settled();
    expect(await kinds()).toEqual(['dead-letters', 'reviews-open']);
  });

  it('sees a tracker that is paused, or has ended', async () => {
    const { app, clock, kinds } = await openWatched();
    const tracker = app.get(PaymentTracker);
    tracker.pause();
    expect(await kinds()).toEqual(['tracker-stopped']);
    tracker.resume();
    await clock.advance(10);
    expect(await kinds()).toEqual([]);
    await tracker.drain();
    expect(await kinds()).toEqual(['tracker-stopped']);
  });

  it('sees a daily quota run low, and end', async () => {
    const provider = new ScriptedProvider(undefined, { requestsPerDay: 30, createIsCall: false });
    const { khqr, clock, look } = await openWatched({
      khqr: { provider },
      testing: { keepCustomProviders: true },
    });
    await khqr.createPayment(ORDER);
    const left: string[] = [];
    for (let step = 0; step < 60; step += 1) {
      await clock.advance(3000);
      left.push((await look()).reasons.map(({ kind }) => kind).join());
    }
    expect([...new Set(left)]).toEqual(['', 'quota-low', 'lane-closed']);
    expect(provider.checks).toHaveLength(30);
  });

  it('sees that payments are noticed late, from the 20th on', async () => {
    const provider = new ScriptedProvider(({ createdAt }) =>
      clock.now() - createdAt < 60_000
        ? { outcome: 'pending' }
        : { outcome: 'paid', evidence: { paidAt: createdAt + 10_000 } },
    );
    const { khqr, clock, look } = await openWatched({
      khqr: { provider },
      testing: { keepCustomProviders: true },
    });
    const sell = async (from: number, to: number): Promise<void> => {
      for (let index = from; index < to; index += 1) {
        await khqr.createPayment({ ...ORDER, reference: `order-${index}` });
      }
      await clock.advance(65_000);
    };
    await sell(0, 19);
    expect(await look()).toMatchObject({ state: 'ok' });
    await sell(19, 20);
    expect(await look()).toMatchObject({
      state: 'degraded',
      reasons: [{ kind: 'detection-slow' }],
    });
  });
});

describe('health while the store', () => {
  it('fails, is down, and up again when it works', async () => {
    const store = new MemoryPaymentStore();
    let broken = false;
    const flaky = intercept(store, {
      countPending: async () => {
        if (broken) throw new Error('connect ECONNREFUSED 10.1.2.3:5432');
        return store.countPending();
      },
    });
    const { look } = await openWatched({ testing: { store: flaky } });
    broken = true;
    const down = await look();
    expect(down).toMatchObject({ status: 'down', state: 'down', reasons: [{ kind: 'store' }] });
    expect(JSON.stringify(down)).not.toContain('10.1.2.3');
    broken = false;
    expect(await look()).toMatchObject({ status: 'up', state: 'ok' });
  });

  it('does not answer in time, is down', async () => {
    const store = new MemoryPaymentStore();
    const hanging = intercept(store, { countPending: () => new Promise(() => undefined) });
    const { health } = await openWatched({ testing: { store: hanging } });
    expect(await health.isHealthy('payments', { timeoutMs: 5 })).toEqual({
      payments: {
        status: 'down',
        state: 'down',
        reasons: [{ kind: 'store', message: 'The store did not answer in 5 ms.' }],
      },
    });
  });
});

describe("in terminus' own check", () => {
  it('is an indicator like others: 503 only while it is down', async () => {
    const store = new MemoryPaymentStore();
    let broken = false;
    const flaky = intercept(store, {
      listLanes: async () => {
        if (broken) throw new Error('down');
        return store.listLanes();
      },
    });
    const terminus = TerminusModule.forRoot({ logger: false });
    const around = [
      EventEmitterModule.forRoot(),
      ScheduleModule.forRoot(),
      terminus,
      KhqrHealthModule,
    ];
    const { app } = await openHost({ provider: 'sandbox', store: flaky }, { around });
    closers.push(() => app.close());
    const health = app.get(KhqrHealthIndicator, { strict: false });
    const service = await app.resolve(HealthCheckService, undefined, { strict: false });
    const check = () => service.check([() => health.isHealthy()]);
    app.get(PaymentTracker, { strict: false }).pause();
    expect(await check()).toMatchObject({
      status: 'ok',
      info: { khqr: { status: 'up', state: 'degraded', reasons: [{ kind: 'tracker-stopped' }] } },
    });
    broken = true;
    const refused: unknown = await check().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ServiceUnavailableException);
    expect(refused).toMatchObject({
      response: { status: 'error', error: { khqr: { status: 'down' } } },
    });
  });
});
