import { Controller, Get, Param } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import {
  KhqrNotFoundError,
  KhqrOperations,
  KhqrService,
  KhqrTimeoutError,
  type Payment,
} from 'nestjs-khqr';
import { rejection } from '../support/caught.js';
import { openShop } from '../support/shop.js';

const ORDER = { reference: 'order-1', amount: '5.00', currency: 'USD' } as const;

describe('waitForPayment', () => {
  it('resolves when the customer has paid, for everybody who waits', async () => {
    const { app, khqr, bank, clock } = await openShop({});
    const { id, md5 } = await khqr.createPayment(ORDER);
    const waits = Array.from({ length: 100 }, () => khqr.waitForPayment(id));
    await clock.advance(60_000);
    bank.pay(md5);
    await clock.advance(3_500);
    for (const payment of await Promise.all(waits)) expect(payment.status).toBe('PAID');
    await app.close();
    expect(clock.pendingTimers).toBe(0);
  });

  it.each([
    ['EXPIRED', (shop: Shop) => shop.clock.advance(400_000)],
    ['CANCELLED', (shop: Shop, id: string) => shop.khqr.cancelPayment(id)],
    [
      'REJECTED',
      async ({ app, bank, clock }: Shop, id: string, md5: string) => {
        bank.pay(md5, { amount: '4.00' });
        await clock.advance(4_000);
        const resolution = { as: 'rejected', by: 'dara', reason: 'wrong amount' } as const;
        await app.get(KhqrOperations).resolveReview(id, resolution);
      },
    ],
  ])('resolves when it is %s', async (status, end) => {
    const shop = await openShop({});
    const { id, md5 } = await shop.khqr.createPayment(ORDER);
    const wait = shop.khqr.waitForPayment(id);
    await end(shop, id, md5);
    await shop.clock.advance(0);
    expect(await wait).toMatchObject({ id, status });
    await shop.app.close();
  });

  it('does not resolve for a REVIEW, which a person has still to end', async () => {
    const { app, khqr, bank, clock } = await openShop({});
    const { id, md5 } = await khqr.createPayment(ORDER);
    bank.pay(md5, { amount: '4.00' });
    const wait = rejection(khqr.waitForPayment(id, { timeoutMs: 20_000 }));
    await clock.advance(20_000);
    const error = await wait;
    expect(error).toBeInstanceOf(KhqrTimeoutError);
    expect(error).toMatchObject({ payment: { id, status: 'REVIEW' } });
    await app.close();
  });

  it('resolves at once for what is settled, and asks nobody', async () => {
    const { app, khqr, bank, settled } = await openShop({});
    const { id, md5 } = await khqr.createPayment(ORDER);
    bank.pay(md5);
    await settled();
    const { checks } = bank.stats();
    expect(await khqr.waitForPayment(id, { timeoutMs: 0 })).toMatchObject({ status: 'PAID' });
    expect(bank.stats().checks).toBe(checks);
    await app.close();
  });

  it('rejects for an unknown id without asking anybody', async () => {
    const { app, khqr, bank } = await openShop({});
    expect(await rejection(khqr.waitForPayment('nobody'))).toBeInstanceOf(KhqrNotFoundError);
    expect(bank.stats().checks).toBe(0);
    await app.close();
  });

  it('is let go when the application shuts down, before its HTTP server waits for open requests', async () => {
    @Controller()
    class Pages {
      constructor(private readonly khqr: KhqrService) {}

      @Get('wait/:id')
      async wait(@Param('id') id: string): Promise<string> {
        const end = await this.khqr.waitForPayment(id).catch((error: unknown) => error);
        return end instanceof KhqrTimeoutError ? 'shutting down' : 'settled';
      }
    }
    const { app, khqr, clock } = await openShop({ controllers: [Pages] });
    await app.listen(0, '127.0.0.1');
    const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
    const { id } = await khqr.createPayment(ORDER);
    const timers = clock.pendingTimers;
    const page = fetch(`http://127.0.0.1:${port}/wait/${id}`);
    // The request is in the handler once somebody watches the payment.
    while (clock.pendingTimers === timers) await new Promise((resolve) => setImmediate(resolve));
    const closed = app.close();
    expect(await (await page).text()).toBe('shutting down');
    await closed;
    expect(clock.pendingTimers).toBe(0);
  });
});

type Shop = Awaited<ReturnType<typeof openShop>>;

describe('watchPayment', () => {
  it('tells the payment now and each change, and completes when it is settled', async () => {
    const { app, khqr, bank, clock } = await openShop({});
    bank.setFaults({ latencyMs: 500 });
    const created = khqr.createPayment(ORDER);
    await clock.advance(100);
    const making = await khqr.getPayment({ reference: 'order-1' });
    const seen: string[] = [];
    khqr.watchPayment(making?.id ?? '').subscribe({
      next: ({ status, md5 }) => void seen.push(`${status}${md5 === '' ? '' : ' with code'}`),
      complete: () => void seen.push('complete'),
    });
    await clock.advance(500);
    const { md5 } = await created;
    await clock.advance(60_000);
    bank.pay(md5);
    await clock.advance(10_000);
    expect(seen).toEqual(['CREATING', 'PENDING with code', 'PAID with code', 'complete']);
    await app.close();
  });

  it('does nothing until somebody subscribes, and can be subscribed to again', async () => {
    const { app, khqr, clock } = await openShop({});
    const { id } = await khqr.createPayment(ORDER);
    const timers = clock.pendingTimers;
    const watched = khqr.watchPayment(id);
    await clock.advance(0);
    expect(clock.pendingTimers).toBe(timers);
    for (let round = 0; round < 3; round += 1) {
      const seen: Payment[] = [];
      const view = watched.subscribe((payment) => void seen.push(payment));
      await clock.advance(0);
      expect(seen).toHaveLength(1);
      view.unsubscribe();
      expect(clock.pendingTimers).toBe(timers);
    }
    await app.close();
  });

  it('errors for an unknown id, and for one of another account', async () => {
    const { app, khqr, clock } = await openShop({
      khqr: { accounts: { a: { provider: 'sandbox' }, b: { provider: 'sandbox' } } },
    });
    const { id } = await khqr.account('a').createPayment(ORDER);
    const errors: unknown[] = [];
    for (const watched of [khqr.watchPayment('nobody'), khqr.account('b').watchPayment(id)]) {
      watched.subscribe({ error: (error: unknown) => void errors.push(error) });
    }
    await clock.advance(0);
    expect(errors).toEqual([expect.any(KhqrNotFoundError), expect.any(KhqrNotFoundError)]);
    await app.close();
  });

  it('ends with an error when the application shuts down', async () => {
    const { app, khqr, clock } = await openShop({});
    const { id } = await khqr.createPayment(ORDER);
    const errors: unknown[] = [];
    khqr.watchPayment(id).subscribe({ error: (error: unknown) => void errors.push(error) });
    await clock.advance(0);
    await app.close();
    expect(errors).toEqual([expect.any(KhqrTimeoutError)]);
    expect(clock.pendingTimers).toBe(0);
  });
});
