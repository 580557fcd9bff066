import { describe, expect, it, jest } from '@jest/globals';
import { KhqrRequestError } from 'nestjs-khqr';
import { SHOP } from '../support/bakong.js';
import { create, LIST, MIDNIGHT, openBakongShop, qrOf } from '../support/bakong-shop.js';
import { rejection } from '../support/caught.js';

const HOUR_MS = 3_600_000;

// Hours of virtual time, on a machine that may be busy.
jest.setTimeout(60_000);

describe("a shop on the National Bank's API, with 100 requests a day", () => {
  it('notices every one of 12 checkouts, paid at random times, within the quota', async () => {
    const { app, khqr, clock, world, random, ledger, checks } = await openBakongShop();
    for (let index = 0; index < 12; index += 1) {
      const payment = await create(khqr, index);
      const waitMs = Math.floor(random.number() * 299_000);
      await clock.advance(waitMs);
      const paidAt = clock.now();
      world.api.pay(qrOf(payment));
      await clock.advance(300_000 - waitMs + 20_000);
      const after = await khqr.getPayment({ id: payment.id });
      expect(after).toMatchObject({
        status: 'PAID',
        paidAt: new Date(paidAt),
        late: false,
        receipt: { payerAccount: 'customer@sandbox' },
      });
      await clock.advance(Math.floor(random.number() * 600_000));
    }
    expect(ledger).toEqual(Array.from({ length: 12 }, (_, index) => `ship order-${index}`));
    expect(checks()).toBeLessThanOrEqual(84);
    expect(world.api.stats().busiestDay).toBeLessThanOrEqual(100);
    await app.close();
    expect(clock.pendingTimers).toBe(0);
  });

  it('refuses a longer life than the bank allows, and stores nothing', async () => {
    const { app, khqr } = await openBakongShop();
    const order = { reference: 'order-1', amount: '5.00', currency: 'USD' } as const;
    const error = await rejection(khqr.createPayment({ ...order, expiresInMs: 600_001 }));
    expect(error).toBeInstanceOf(KhqrRequestError);
    expect(error).toMatchObject({ field: 'expiresInMs' });
    expect(await khqr.getPayment({ reference: 'order-1' })).toBeNull();
    const longest = await khqr.createPayment({ ...order, expiresInMs: 600_000 });
    expect(longest.expiresAt.getTime() - longest.createdAt.getTime()).toBe(600_000);
    await app.close();
  });

  it('notices 12 checkouts of one rush hour, and asks about many at once', async () => {
    const { app, khqr, clock, world, random, ledger, checks, asked } = await openBakongShop();
    const payments = await Promise.all(
      Array.from({ length: 12 }, (_, index) => create(khqr, index)),
    );
    const times = payments.map((payment) => ({ payment, at: random.number() * 299_000 }));
    for (const { payment, at } of times.sort((one, other) => one.at - other.at)) {
      await clock.advanceTo(MIDNIGHT + at);
      world.api.pay(qrOf(payment));
    }
    await clock.advanceTo(MIDNIGHT + 330_000);
    expect([...ledger].sort()).toEqual(payments.map(({ reference }) => `ship ${reference}`).sort());
    expect(asked(LIST)).toBeGreaterThan(0);
    expect(checks()).toBeLessThanOrEqual(7);
    await app.close();
  });

  it('goes on one by one where lists are refused, and still notices all', async () => {
    const { app, khqr, clock, world, ledger, checks, asked } = await openBakongShop();
    world.api.moods.listRefused = true;
    const payments = await Promise.all(
      Array.from({ length: 6 }, (_, index) => create(khqr, index)),
    );
    await clock.advance(70_000);
    expect(asked(LIST)).toBe(1);
    for (const payment of payments) world.api.pay(qrOf(payment));
    await clock.advance(260_000);
    expect([...ledger].sort()).toEqual(payments.map(({ reference }) => `ship ${reference}`).sort());
    expect(asked(LIST)).toBe(1);
    expect(checks()).toBeLessThanOrEqual(1 + 6 * 7);
    await app.close();
  });

  it('expires an unpaid order with its last check, and asks no more', async () => {
    const { app, khqr, clock, ledger, checks } = await openBakongShop();
    await create(khqr, 1);
    await clock.advance(330_000);
    expect(ledger).toEqual(['release order-1']);
    expect(checks()).toBe(6);
    await clock.advance(HOUR_MS);
    expect(checks()).toBe(6);
    await app.close();
  });

  it('puts money of another amount or to another account into review', async () => {
    const { app, khqr, clock, world, ledger } = await openBakongShop();
    const [less, astray] = [await create(khqr, 1), await create(khqr, 2)];
    world.api.pay(qrOf(less), { amount: '4.99' });
    world.api.pay(qrOf(astray), { toAccount: 'thief@bank' });
    await clock.advance(60_000);
    expect(await khqr.getPayment({ id: less.id })).toMatchObject({
      status: 'REVIEW',
      reviewReason: 'amount',
    });
    expect(await khqr.getPayment({ id: astray.id })).toMatchObject({
      status: 'REVIEW',
      reviewReason: 'account',
    });
    expect(ledger).toEqual([]);
    await app.close();
  });

  it('500 payees on one token spend at most 100 requests a day, and all of one rush are noticed', async () => {
    const { app, khqr, clock, world, ledger, checks } = await openBakongShop();
    const payments = await Promise.all(
      Array.from({ length: 500 }, (_, index) =>
        create(khqr, index, {
          payee: { bakongId: `stall${index}@wing`, merchantName: `Stall ${index}` },
        }),
      ),
    );
    expect(new Set(payments.map(({ payee }) => payee?.bakongId)).size).toBe(500);
    await clock.advance(40_000);
    for (const payment of payments) world.api.pay(qrOf(payment));
    await clock.advance(300_000);
    expect(ledger).toHaveLength(500);
    expect(checks()).toBeLessThanOrEqual(100);
    await app.close();
  });

  it('500 payees whose customers come one after another stay within the quota, to the last request', async () => {
    const { app, khqr, clock, world, random } = await openBakongShop();
    for (let index = 0; index < 500; index += 1) {
      const payee = { bakongId: `stall${index}@wing`, merchantName: `Stall ${index}` };
      const payment = await create(khqr, index, { payee });
      if (random.number() < 0.5) world.api.pay(qrOf(payment));
      await clock.advance(20_000);
    }
    // The bank would have said so: a request above the quota is counted and refused.
    expect(world.api.stats().busiestDay).toBe(100);
    await app.close();
  });

  it('stops, and says why, where the bank answers addresses in Cambodia only', async () => {
    const { app, khqr, clock, world, ledger, lines } = await openBakongShop();
    world.api.moods.geoBlocked = true;
    const payment = await create(khqr, 1);
    await clock.advance(60_000);
    expect(lines.join('\n')).not.toContain(world.token);
    expect(await khqr.getPayment({ id: payment.id })).toMatchObject({ status: 'PENDING' });
    world.api.pay(qrOf(payment));
    world.api.moods.geoBlocked = false;
    await clock.advance(60_000);
    expect(ledger).toEqual(['ship order-1']);
    expect(payment).toMatchObject({
      provider: 'bakong',
      verified: true,
      qrString: expect.stringContaining(SHOP),
    });
    await app.close();
  });
});
