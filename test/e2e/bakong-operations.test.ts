import { describe, expect, it } from '@jest/globals';
import { KhqrRateLimitError } from '../../lib/errors/khqr-rate-limit.error.js';
import { KhqrRequestError } from '../../lib/errors/khqr-request.error.js';
import { KhqrOperations } from '../../lib/khqr.operations.js';
import { PaymentTracker } from '../../lib/tracker/payment-tracker.js';
import type { TransferQuery } from '../../lib/payment/transfer.js';
import { SHOP } from '../support/bakong.js';
import { create, openBakongShop, qrOf, SINGLE } from '../support/bakong-shop.js';
import { rejection } from '../support/caught.js';
import { openShop } from '../support/shop.js';

describe('support and bakong', () => {
  it('finds the transfer of a customer who says that they have paid', async () => {
    const { app, khqr, clock, world } = await openBakongShop();
    const operations = app.get(KhqrOperations);
    const find = async (query: TransferQuery) => {
      const found = operations.findTransfer(query);
      // The lane's rate: a second question waits for its turn.
      await clock.advance(1000);
      return found;
    };
    const { hash } = world.api.pay(qrOf(await create(khqr, 1)));
    const found = await find({ hash: hash.toUpperCase() });
    expect(found).toMatchObject({ hash, amount: '5.00', currency: 'USD', toAccount: SHOP });
    const shortHash = hash.slice(0, 8);
    expect(await find({ shortHash, amount: '5', currency: 'USD' })).toEqual(found);
    expect(await find({ hash: '0'.repeat(64) })).toBeNull();
    await app.close();
  });

  it.each<[string, Record<string, unknown>]>([
    ['nothing', {}],
    ['half a hash', { hash: 'abc' }],
    ['a hash with other signs', { hash: 'z'.repeat(64) }],
    ['a short hash without an amount', { shortHash: '0123abcd', currency: 'USD' }],
    ['a short hash without a currency', { shortHash: '0123abcd', amount: 5 }],
  ])('refuses %s before anybody is asked', async (_, query) => {
    const { app, world } = await openBakongShop();
    const find = app.get(KhqrOperations).findTransfer(query as unknown as TransferQuery);
    expect(await rejection(find)).toBeInstanceOf(KhqrRequestError);
    expect(world.api.stats().byPath.size).toBe(0);
    await app.close();
  });

  it("spends of the day's requests, and no more of them than there are", async () => {
    const { app, clock, world } = await openBakongShop({ dailyQuota: 3 });
    const operations = app.get(KhqrOperations);
    for (let time = 0; time < 3; time += 1) {
      expect(await operations.findTransfer({ hash: '0'.repeat(64) })).toBeNull();
      await clock.advance(1000);
    }
    const error = await rejection(operations.findTransfer({ hash: '0'.repeat(64) }));
    expect(error).toBeInstanceOf(KhqrRateLimitError);
    expect(world.api.stats().busiestDay).toBe(3);
    await app.close();
  });

  it('ends the day for all requests where the bank says so to one of its', async () => {
    const { app, clock, world } = await openBakongShop();
    const tracker = app.get(PaymentTracker);
    const operations = app.get(KhqrOperations);
    const find = () => rejection(operations.findTransfer({ hash: '0'.repeat(64) }));
    const mode = async () => (await tracker.stats()).lanes.map(({ mode }) => mode);
    world.api.moods.html = true;
    expect(await find()).toMatchObject({ retryable: true });
    await clock.advance(1000);
    expect(await mode()).toEqual(['running']);
    world.api.moods.html = false;
    world.api.dailyQuota = 0;
    expect(await find()).toBeInstanceOf(KhqrRateLimitError);
    expect(await mode()).toEqual(['quota']);
    await app.close();
  });

  it('says which provider can where this one cannot', async () => {
    const { app } = await openShop({});
    const error = await rejection(app.get(KhqrOperations).findTransfer({ hash: '0'.repeat(64) }));
    expect(error).toBeInstanceOf(KhqrRequestError);
    expect(error).toMatchObject({ message: expect.stringContaining('bakong can') });
    await app.close();
  });
});

describe('a payer and bakong', () => {
  it("gets a link to the banking app, and checks by hand stay within a payment's gap", async () => {
    const { app, khqr, clock, world } = await openBakongShop();
    const payment = await create(khqr, 1);
    expect(await khqr.getDeeplink(payment.id)).toBe(`https://sandbox.invalid/pay/${payment.md5}`);
    await clock.advance(5000);
    for (let time = 0; time < 5; time += 1) await khqr.checkPayment(payment.id);
    expect(world.api.stats().byPath.get(SINGLE)).toBe(1);
    world.api.pay(qrOf(payment));
    await clock.advance(5000);
    expect(await khqr.checkPayment(payment.id)).toMatchObject({ status: 'PAID' });
    await app.close();
  });

  it('cannot spend the requests of the day by asking for checks, neither before the end of the code nor after it', async () => {
    const { app, khqr, clock, world } = await openBakongShop({ dailyQuota: 100 });
    const { id } = await create(khqr, 1);
    for (let time = 0; time < 200; time += 1) {
      await clock.advance(5000);
      await khqr.checkPayment(id);
    }
    const { busiestDay } = world.api.stats();
    expect(busiestDay).toBeGreaterThanOrEqual(4);
    expect(busiestDay).toBeLessThanOrEqual(12);
    await app.close();
  });
});
