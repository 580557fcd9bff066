import { Injectable } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { OnPaymentPaid } from '../../lib/events/on-payment.decorator.js';
import { PaymentPaidEvent } from '../../lib/events/payment.events.js';
import { MemoryPaymentStore } from '../../lib/stores/memory/memory-payment.store.js';
import type { PaymentStore } from '../../lib/stores/payment-store.port.js';
import { PaymentTracker } from '../../lib/tracker/payment-tracker.js';
import { intercept, sharedStore } from '../support/replicas.js';
import { Ledger, openShop } from '../support/shop.js';

const ORDER = { reference: 'order-1', amount: '5.00', currency: 'USD' } as const;

@Injectable()
class Fulfilment {
  constructor(readonly ledger: Ledger) {}

  @OnPaymentPaid()
  ship({ payment }: PaymentPaidEvent): void {
    this.ledger.lines.push(`paid ${payment.reference}`);
  }
}

/** A store whose methods of these names can be switched off: they reject, or they never end. */
function breakable(names: readonly (keyof PaymentStore)[]) {
  const store = sharedStore(new MemoryPaymentStore());
  const fault = { mode: 'none' as 'none' | 'down' | 'hung' };
  const methods = Object.fromEntries(
    names.map((name) => [
      name,
      (...args: unknown[]): unknown => {
        if (fault.mode === 'down') return Promise.reject(new Error('the store is down'));
        if (fault.mode === 'hung') return new Promise(() => undefined);
        return (store[name] as (...given: unknown[]) => unknown)(...args);
      },
    ]),
  );
  return { store: intercept(store, methods), fault };
}

const STEPS: readonly (keyof PaymentStore)[] = [
  'now',
  'openRoutes',
  'findStale',
  'nextDueAt',
  'decideLane',
  'claimDue',
  'release',
  'decide',
  'claimDeliveries',
  'startDelivery',
  'finishDelivery',
  'nextDeliveryAt',
  'registerHandlers',
];

describe('a store that fails', () => {
  it.each(STEPS)(
    'for a minute at %s: the paid order is fulfilled once afterwards',
    async (step) => {
      const { store, fault } = breakable([step]);
      const { app, khqr, bank, clock } = await openShop({
        providers: [Ledger, Fulfilment],
        testing: { store },
      });
      bank.claim = 'once';
      const { md5, id } = await khqr.createPayment(ORDER);
      await clock.advance(2500);
      fault.mode = 'down';
      bank.pay(md5);
      await clock.advance(60_000);
      fault.mode = 'none';
      // A delivery that was claimed and could not be started is free again when its lease ends.
      await clock.advance(60_000);
      expect(await khqr.getPayment({ id })).toMatchObject({ status: 'PAID' });
      const { lines } = app.get(Ledger);
      // A run whose end could not be written down is repeated: at least once, with the same event id.
      if (step === 'finishDelivery') expect(new Set(lines)).toEqual(new Set(['paid order-1']));
      else expect(lines).toEqual(['paid order-1']);
      await app.close();
    },
  );

  it('is not asked to claim by a provider: nothing is sent while nothing can be written', async () => {
    const { store, fault } = breakable(['claimDue', 'claimOne']);
    const { app, khqr, bank, clock } = await openShop({ testing: { store } });
    const { id } = await khqr.createPayment(ORDER);
    fault.mode = 'down';
    await clock.advance(30_500);
    await expect(khqr.checkPayment(id)).rejects.toThrow('the store is down');
    expect(bank.stats().checks).toBe(0);
    // A day's quota does not go by in vain: the code was one request.
    const [[, lane] = []] = await store.listLanes();
    expect(lane?.dayCount).toBe(1);
    await app.close();
  });

  it('keeps PAID in hand until it takes it', async () => {
    const { store, fault } = breakable(['decide']);
    const { app, khqr, bank, clock } = await openShop({
      providers: [Ledger, Fulfilment],
      testing: { store },
    });
    bank.claim = 'once';
    const { md5, id } = await khqr.createPayment(ORDER);
    bank.pay(md5);
    fault.mode = 'down';
    await clock.advance(20_000);
    fault.mode = 'none';
    await clock.advance(5001);
    // Not by asking again, which would have ended in "already claimed".
    expect(await khqr.getPayment({ id })).toMatchObject({ status: 'PAID', recovered: false });
    await app.close();
  });

  it('at shutdown: it ends in time, and leaves no timer behind', async () => {
    const { store, fault } = breakable(['decide', 'release']);
    const { app, khqr, bank, clock } = await openShop({ testing: { store } });
    const { md5 } = await khqr.createPayment(ORDER);
    bank.pay(md5);
    fault.mode = 'down';
    await clock.advance(10_000);
    const begun = clock.monotonic();
    let closedAt = Infinity;
    const closing = app.close().then(() => (closedAt = clock.monotonic()));
    await clock.advance(15_000);
    await closing;
    expect(closedAt - begun).toBeLessThanOrEqual(15_000);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('a store that hangs', () => {
  it.each<keyof PaymentStore>([
    'findStale',
    'nextDueAt',
    'decideLane',
    'claimDeliveries',
    'nextDeliveryAt',
  ])('at %s held up the shutdown for ever', async (step) => {
    const { store, fault } = breakable([step]);
    const { app, khqr, clock } = await openShop({
      providers: [Ledger, Fulfilment],
      testing: { store },
    });
    await khqr.createPayment(ORDER);
    fault.mode = 'hung';
    await clock.advance(10_000);
    const begun = clock.monotonic();
    let closedAt = Infinity;
    const closing = app.close().then(() => (closedAt = clock.monotonic()));
    await clock.advance(15_000);
    await closing;
    expect(closedAt - begun).toBeLessThanOrEqual(15_000);
    expect(clock.pendingTimers).toBe(0);
  });

  it('in the middle of a claim during the shutdown: what comes late is handed back unsent', async () => {
    const inner = sharedStore(new MemoryPaymentStore());
    let open: () => void = () => undefined;
    let held = false;
    const store = intercept(inner, {
      claimDue: async (request) => {
        const claims = await inner.claimDue(request);
        if (held) await new Promise<void>((resolve) => (open = resolve));
        return claims;
      },
    });
    const { app, khqr, bank, clock } = await openShop({ testing: { store } });
    const { id } = await khqr.createPayment(ORDER);
    held = true;
    await clock.advance(4000);
    expect(await inner.find({ id })).toMatchObject({ leaseUntil: expect.any(Number) });
    const closing = app.close();
    await clock.advance(100);
    open();
    await clock.advance(100);
    await closing;
    expect(bank.stats().checks).toBe(0);
    expect(await inner.find({ id })).toMatchObject({ leaseOwner: null, inDoubt: false });
  });

  it('is not claimed from by a runOnce that is under way when the application closes', async () => {
    const { store } = breakable([]);
    const { app, khqr, bank, clock } = await openShop({
      khqr: { provider: 'sandbox', tracker: { enabled: false } },
      testing: { store },
    });
    for (let order = 0; order < 5; order += 1) {
      await khqr.createPayment({ ...ORDER, reference: `order-${order}` });
    }
    await clock.advance(4000);
    bank.setFaults({ latencyMs: 3100 });
    const run = app.get(PaymentTracker).runOnce();
    await clock.advance(1000);
    expect(bank.stats().checks).toBe(5);
    const closing = app.close();
    await clock.advance(15_000);
    await closing;
    await run;
    expect(bank.stats().checks).toBe(5);
    expect(clock.pendingTimers).toBe(0);
  });
});
