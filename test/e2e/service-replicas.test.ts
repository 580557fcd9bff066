import { describe, expect, it } from '@jest/globals';
import { KhqrProviderError, MemoryPaymentStore } from 'nestjs-khqr';
import { SandboxBank } from '../../lib/providers/sandbox/sandbox.bank.js';
import type { PaymentStore } from '../../lib/stores/payment-store.port.js';
import { KhqrTestClock } from '../../lib/testing/khqr-test.clock.js';
import { SeededRandom } from '../../lib/clock/seeded.random.js';
import { rejection } from '../support/caught.js';
import { intercept, sharedStore } from '../support/replicas.js';
import { openShop } from '../support/shop.js';

const ORDER = { reference: 'order-1', amount: '5.00', currency: 'USD' } as const;

/** Two processes of one shop. */
async function replicas() {
  const clock = new KhqrTestClock();
  const bank = new SandboxBank({ clock, random: new SeededRandom(9) });
  const store = sharedStore();
  const shops = [];
  for (const seed of [1, 2]) {
    shops.push(await openShop({ testing: { clock, bank, store, seed } }));
  }
  const [first, second] = shops;
  if (!first || !second) throw new Error('Two were opened.');
  return { clock, bank, store, first, second };
}

describe('one order, asked for on two replicas', () => {
  it('has one payment and one provider call for 50 parallel calls', async () => {
    const { clock, bank, first, second } = await replicas();
    bank.setFaults({ latencyMs: 3_000 });
    const calls = Array.from({ length: 50 }, (_, index) =>
      (index % 2 ? first : second).khqr.createPayment(ORDER),
    );
    await clock.advance(3_000);
    const payments = await Promise.all(calls);
    expect(new Set(payments.map(({ id }) => id)).size).toBe(1);
    expect(bank.stats().creates).toBe(1);
    await first.app.close();
    await second.app.close();
    expect(clock.pendingTimers).toBe(0);
  });

  it('is tried once by each where the provider refuses it, not once by each caller', async () => {
    const { clock, bank, first, second } = await replicas();
    bank.setFaults({ latencyMs: 1_000, createErrors: 1 });
    const calls = Array.from({ length: 50 }, (_, index) =>
      rejection((index % 2 ? first : second).khqr.createPayment(ORDER)),
    );
    await clock.advance(20_000);
    for (const error of await Promise.all(calls)) expect(error).toBeInstanceOf(KhqrProviderError);
    expect(bank.stats().creates).toBeLessThanOrEqual(2);
    await first.app.close();
    await second.app.close();
  });

  it('is taken over when the process that was making the code is gone', async () => {
    const { clock, bank, first, second } = await replicas();
    // The process stands still in the middle of its request, for longer than its lease.
    const never = first.bank.faults;
    bank.setFaults({ latencyMs: 60_000 });
    const lost = rejection(first.khqr.createPayment(ORDER));
    await clock.advance(1_000);
    bank.setFaults(never);
    const taken = second.khqr.createPayment(ORDER);
    await clock.advance(40_000);
    expect(await taken).toMatchObject({ status: 'PENDING', attempt: 2 });
    expect(await lost).toBeInstanceOf(KhqrProviderError);
    await first.app.close();
    await second.app.close();
  });

  it('is told to whoever waits for it on the other replica', async () => {
    const { clock, bank, first, second } = await replicas();
    const { id, md5 } = await first.khqr.createPayment(ORDER);
    const waits = [first, second].map(({ khqr }) => khqr.waitForPayment(id));
    bank.pay(md5);
    await clock.advance(4_000);
    for (const payment of await Promise.all(waits)) expect(payment.status).toBe('PAID');
    await first.app.close();
    await second.app.close();
  });
});

describe('a store that fails', () => {
  /** A store that takes some writes and then none. */
  function failingAfter(writes: number) {
    const store = new MemoryPaymentStore();
    const state = { left: writes };
    const failing = intercept(store, {
      decide: (key, rule) => {
        state.left -= 1;
        return state.left < 0
          ? Promise.reject(new Error('The disk is full.'))
          : store.decide(key, rule);
      },
    } satisfies Partial<PaymentStore>);
    return { store: failing, state };
  }

  it('before the create: the provider is not asked', async () => {
    const { store } = failingAfter(0);
    const { app, khqr, bank } = await openShop({ testing: { store } });
    expect(await rejection(khqr.createPayment(ORDER))).toMatchObject({
      message: 'The disk is full.',
    });
    expect(bank.stats().creates).toBe(0);
    await app.close();
  });

  it('after the create: the row stays, is given up when its lease ends, and a new try makes a new code', async () => {
    const { store, state } = failingAfter(1);
    const { app, khqr, bank, clock } = await openShop({ testing: { store } });
    expect(await rejection(khqr.createPayment(ORDER))).toMatchObject({
      message: 'The disk is full.',
    });
    state.left = Infinity;
    expect(await khqr.getPayment({ reference: 'order-1' })).toMatchObject({ status: 'CREATING' });
    const again = khqr.createPayment(ORDER);
    await clock.advance(40_000);
    expect(await again).toMatchObject({ status: 'PENDING', attempt: 2 });
    expect(bank.stats().creates).toBe(2);
    await app.close();
  });
});

describe('shutting down', () => {
  it('lets a create under way end', async () => {
    const { app, khqr, bank, clock } = await openShop({});
    bank.setFaults({ latencyMs: 5_000 });
    const made = khqr.createPayment(ORDER);
    await clock.advance(1_000);
    const closed = app.close();
    await clock.advance(20_000);
    await closed;
    const end = await made.then(
      ({ status }) => status,
      (error: unknown) => error,
    );
    expect(end).toBe('PENDING');
  });
});
