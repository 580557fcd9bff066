import { describe, expect, it } from '@jest/globals';
import { KhqrNotFoundError, KhqrOperations, MemoryPaymentStore, PaymentTracker } from 'nestjs-khqr';
import { rejection } from '../support/caught.js';
import { openHost } from '../support/host.js';
import { intercept } from '../support/replicas.js';
import { openShop } from '../support/shop.js';
import { ScriptedProvider } from '../support/scripted.provider.js';

const ORDER = { reference: 'order-1', amount: '5.00', currency: 'USD' } as const;
/** Nobody asks but the test. */
const QUIET = { khqr: { provider: 'sandbox', tracker: { enabled: false } } } as const;

describe('checkPayment', () => {
  it('asks now, and settles what the provider says', async () => {
    const { app, khqr, bank, clock } = await openShop(QUIET);
    const { id, md5 } = await khqr.createPayment(ORDER);
    bank.pay(md5);
    await clock.advance(3_000);
    expect(await khqr.checkPayment(id)).toMatchObject({ id, status: 'PAID' });
    expect(bank.stats().checks).toBe(1);
    await app.close();
  });

  it('answers the stored payment inside the gap, after the create and after each check', async () => {
    const { app, khqr, bank, clock } = await openShop(QUIET);
    const { id, md5 } = await khqr.createPayment(ORDER);
    const asked: number[] = [];
    for (const [ms, checks] of [
      [0, 0],
      [2_999, 0],
      [1, 1],
      [2_999, 1],
      [1, 2],
    ] as const) {
      await clock.advance(ms);
      await khqr.checkPayment(id);
      asked.push(bank.stats().checks - checks);
    }
    expect(asked).toEqual([0, 0, 0, 0, 0]);
    bank.pay(md5);
    expect(await khqr.checkPayment(id)).toMatchObject({ status: 'PENDING' });
    await app.close();
  });

  it.each(['lost', 'error', 'not-sent', 'refused'] as const)(
    'keeps the gap after a check that got no answer: %s',
    async (failure) => {
      const { app, khqr, bank, clock } = await openShop(QUIET);
      const { id } = await khqr.createPayment(ORDER);
      await clock.advance(10_000);
      const sent: number[] = [];
      bank.on((event) => {
        if (event.type === 'asked' && event.call === 'check') sent.push(event.at);
      });
      bank.failNext(failure, 10, { for: 'check' });
      // Somebody who presses the button again and again.
      for (let press = 0; press < 20; press += 1) {
        await khqr.checkPayment(id);
        await clock.advance(100);
      }
      expect(sent).toHaveLength(1);
      expect(await khqr.getPayment({ id })).toMatchObject({ status: 'PENDING' });
      await clock.advance(1_000);
      await khqr.checkPayment(id);
      expect(sent).toHaveLength(2);
      await app.close();
    },
  );

  it('joins the check under way: many who ask together have one answer', async () => {
    const { app, khqr, bank, clock } = await openShop({
      khqr: { ...QUIET.khqr, ratePerSecond: 1 },
    });
    const { id, md5 } = await khqr.createPayment(ORDER);
    await clock.advance(3_000);
    bank.pay(md5);
    bank.setFaults({ latencyMs: 1_000 });
    const together = Array.from({ length: 50 }, () => khqr.checkPayment(id));
    await clock.advance(500);
    const later = khqr.checkPayment(id);
    await clock.advance(500);
    for (const payment of await Promise.all([...together, later])) {
      expect(payment).toMatchObject({ id, status: 'PAID' });
    }
    expect(bank.stats()).toMatchObject({ checks: 1, maxConcurrentChecks: 1 });
    await app.close();
  });

  it('joins the tracker’s check too', async () => {
    const { app, khqr, bank, clock } = await openShop({});
    const { id, md5 } = await khqr.createPayment(ORDER);
    bank.setFaults({ latencyMs: 2_000 });
    bank.pay(md5);
    await clock.advance(4_000);
    expect(bank.stats().checks).toBe(1);
    const asked = khqr.checkPayment(id);
    await clock.advance(2_000);
    expect(await asked).toMatchObject({ status: 'PAID' });
    expect(bank.stats()).toMatchObject({ checks: 1, maxConcurrentChecks: 1 });
    await app.close();
  });

  it('answers the stored payment when the lane has no room, and asks when it has', async () => {
    const { app, khqr, bank, clock } = await openShop({
      khqr: { ...QUIET.khqr, ratePerSecond: 0.5 },
    });
    const first = await khqr.createPayment(ORDER);
    await clock.advance(2_000);
    const second = await khqr.createPayment({ ...ORDER, reference: 'order-2' });
    await clock.advance(3_000);
    for (const { md5 } of [first, second]) bank.pay(md5);
    expect(await khqr.checkPayment(first.id)).toMatchObject({ status: 'PAID' });
    expect(await khqr.checkPayment(second.id)).toMatchObject({ status: 'PENDING' });
    await clock.advance(2_000);
    expect(await khqr.checkPayment(second.id)).toMatchObject({ status: 'PAID' });
    expect(bank.stats().checks).toBe(2);
    await app.close();
  });

  it('does not ask about what is PAID, nor about what has no code yet', async () => {
    const { app, khqr, bank, clock } = await openShop(QUIET);
    const { id, md5 } = await khqr.createPayment(ORDER);
    bank.pay(md5);
    await clock.advance(3_000);
    await khqr.checkPayment(id);
    bank.failNext('refused', 1, { for: 'create' });
    await rejection(khqr.createPayment({ ...ORDER, reference: 'order-2' }));
    const failed = await khqr.getPayment({ reference: 'order-2' });
    await clock.advance(60_000);
    await khqr.checkPayment(id);
    expect(await khqr.checkPayment(failed?.id ?? '')).toMatchObject({ status: 'FAILED' });
    expect(bank.stats().checks).toBe(1);
    await app.close();
  });

  it('does not ask about what has become PAID while it was waiting for the store', async () => {
    const store = new MemoryPaymentStore();
    const { app, khqr, bank, clock } = await openShop({
      ...QUIET,
      testing: {
        store: intercept(store, {
          claimOne: async (...args) => {
            await app.get(PaymentTracker).runOnce();
            return store.claimOne(...args);
          },
        }),
      },
    });
    const { id, md5 } = await khqr.createPayment(ORDER);
    bank.pay(md5);
    await clock.advance(3_000);
    // An answer that is lost would leave it in doubt for ever, since nobody asks again.
    expect(await khqr.checkPayment(id)).toMatchObject({ id, status: 'PAID' });
    expect(bank.stats().checks).toBe(1);
    expect(await store.find({ id })).toMatchObject({ inDoubt: false, leaseUntil: 0 });
    await app.close();
  });

  it('finds late money whatever became of the payment', async () => {
    const { app, khqr, bank, clock } = await openShop({});
    const expired = await khqr.createPayment(ORDER);
    const cancelled = await khqr.createPayment({ ...ORDER, reference: 'order-2' });
    const reviewed = await khqr.createPayment({ ...ORDER, reference: 'order-3' });
    await khqr.cancelPayment(cancelled.id);
    bank.pay(reviewed.md5, { amount: '4.00' });
    // Past every tail check.
    await clock.advance(4 * 3_600_000);
    expect(await khqr.getPayment({ id: expired.id })).toMatchObject({ status: 'EXPIRED' });
    const before = bank.stats().checks;
    for (const { md5 } of [expired, cancelled]) bank.pay(md5, { late: true });
    expect(await khqr.checkPayment(expired.id)).toMatchObject({ status: 'PAID', late: true });
    expect(await khqr.checkPayment(cancelled.id)).toMatchObject({
      status: 'REVIEW',
      reviewReason: 'cancelled',
    });
    expect(await khqr.checkPayment(reviewed.id)).toMatchObject({ status: 'REVIEW' });
    expect(bank.stats().checks).toBe(before + 3);
    await app.close();
  });

  it('does not put a payment back on the tracker’s list by asking about it', async () => {
    const { app, khqr, bank, clock } = await openShop({});
    const expired = await khqr.createPayment(ORDER);
    const reviewed = await khqr.createPayment({ ...ORDER, reference: 'order-2' });
    bank.pay(reviewed.md5, { amount: '4.00' });
    await clock.advance(4 * 3_600_000);
    for (const { id } of [expired, reviewed]) await khqr.checkPayment(id);
    const { checks } = bank.stats();
    await clock.advance(4 * 3_600_000);
    expect(bank.stats().checks).toBe(checks);
    await app.close();
  });

  it('can make a rejected payment PAID, when the money is there after all', async () => {
    const { app, khqr, bank, clock } = await openShop(QUIET);
    const { id, md5 } = await khqr.createPayment(ORDER);
    bank.failNext('refused', 3, { for: 'check' });
    for (let strike = 0; strike < 3; strike += 1) {
      await clock.advance(3_500);
      await khqr.checkPayment(id);
    }
    expect(await khqr.getPayment({ id })).toMatchObject({ reviewReason: 'refused' });
    const resolution = { as: 'rejected', by: 'dara', reason: 'no money seen' } as const;
    await app.get(KhqrOperations).resolveReview(id, resolution);
    bank.pay(md5);
    await clock.advance(3_500);
    expect(await khqr.checkPayment(id)).toMatchObject({ status: 'PAID' });
    await app.close();
  });

  it('rejects for an unknown id, and for one of another account', async () => {
    const { app, khqr, bank } = await openShop({
      khqr: { accounts: { a: { provider: 'sandbox' }, b: { provider: 'sandbox' } } },
    });
    const { id } = await khqr.account('a').createPayment(ORDER);
    for (const call of [khqr.checkPayment('nobody'), khqr.account('b').checkPayment(id)]) {
      expect(await rejection(call)).toBeInstanceOf(KhqrNotFoundError);
    }
    expect(await khqr.checkPayment(id)).toMatchObject({ account: 'a' });
    expect(bank.stats().checks).toBe(0);
    await app.close();
  });

  it('reports no error of the provider: the stored payment is the answer', async () => {
    const provider = new ScriptedProvider(() => Promise.reject(new Error('boom')));
    const { app, khqr, clock } = await openHost({ provider, tracker: { enabled: false } });
    const { id } = await khqr.createPayment(ORDER);
    await clock.advance(3_000);
    expect(await khqr.checkPayment(id)).toMatchObject({ id, status: 'PENDING' });
    expect(provider.checks).toHaveLength(1);
    await app.close();
  });
});

describe('claimPayment', () => {
  it('is true once, for a paid payment, whoever asks', async () => {
    const { app, khqr, bank, clock } = await openShop(QUIET);
    const { id, md5 } = await khqr.createPayment(ORDER);
    expect(await khqr.claimPayment(id)).toBe(false);
    bank.pay(md5);
    await clock.advance(3_000);
    await khqr.checkPayment(id);
    const claims = await Promise.all(Array.from({ length: 20 }, () => khqr.claimPayment(id)));
    expect(claims.filter((first) => first)).toHaveLength(1);
    expect(await khqr.claimPayment(id)).toBe(false);
    await expect(khqr.claimPayment('nobody')).rejects.toBeInstanceOf(KhqrNotFoundError);
    await expect(khqr.account('branch').claimPayment(id)).rejects.toBeInstanceOf(KhqrNotFoundError);
    await app.close();
  });
});
