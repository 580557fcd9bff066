import { Injectable } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import {
  OnPaymentCancelled,
  OnPaymentExpired,
  OnPaymentPaid,
} from '../../lib/events/on-payment.decorator.js';
import {
  PaymentCancelledEvent,
  PaymentExpiredEvent,
  PaymentPaidEvent,
} from '../../lib/events/payment.events.js';
import { KhqrOperations } from '../../lib/khqr.operations.js';
import { MemoryPaymentStore } from '../../lib/stores/memory/memory-payment.store.js';
import { ShopHandlers } from '../support/handlers.js';
import { intercept } from '../support/replicas.js';
import { openShop } from '../support/shop.js';

const ORDER = { reference: 'order-1', amount: '5.00', currency: 'USD' } as const;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('a release that was overtaken by the money', () => {
  it('and had been retried for hours does not run any more', async () => {
    let broken = true;
    const lines: string[] = [];
    @Injectable()
    class Stock {
      @OnPaymentExpired()
      release({ attempt }: PaymentExpiredEvent): void {
        if (broken) throw new Error(`attempt ${attempt}`);
        lines.push('released');
      }

      @OnPaymentPaid()
      ship(_event: PaymentPaidEvent): void {
        lines.push('shipped');
      }
    }
    const { app, khqr, bank, clock } = await openShop({
      khqr: { provider: 'sandbox', tracker: { tickMs: 60_000 } },
      providers: [Stock],
    });
    const { md5, id } = await khqr.createPayment(ORDER);
    await clock.advance(20 * MINUTE);
    bank.pay(md5, { late: true });
    await clock.advance(20 * MINUTE);
    expect(await khqr.getPayment({ id })).toMatchObject({ status: 'PAID', late: true });
    broken = false;
    await clock.advance(10 * HOUR);
    expect(lines).toEqual(['shipped']);
    const [release] = await app.get(KhqrOperations).listDeliveries({ handlerId: 'Stock.release' });
    expect(release).toMatchObject({ status: 'superseded' });
    await app.close();
  });

  it('and is running just now: the order is shipped when it has ended, not beside it', async () => {
    const lines: string[] = [];
    @Injectable()
    class Stock {
      @OnPaymentExpired({ timeoutMs: 120_000 })
      async release({ payment }: PaymentExpiredEvent): Promise<void> {
        lines.push(`release ${payment.reference}`);
        await new Promise<void>((resolve) => void clock.setTimeout(resolve, 70_000));
        lines.push(`released ${payment.reference}`);
      }

      @OnPaymentPaid()
      ship({ payment, attempt }: PaymentPaidEvent): void {
        lines.push(`ship ${payment.reference} ${attempt}`);
      }
    }
    const { app, khqr, bank, clock } = await openShop({ providers: [Stock] });
    const { md5 } = await khqr.createPayment(ORDER);
    await clock.advance(316_000);
    expect(lines).toEqual(['release order-1']);
    bank.pay(md5, { late: true });
    // Another order is not held up by it.
    const other = await khqr.createPayment({ ...ORDER, reference: 'order-2' });
    bank.pay(other.md5);
    await clock.advance(60_000);
    expect(lines).toEqual(['release order-1', 'ship order-2 1']);
    await clock.advance(12_000);
    expect(lines.slice(2)).toEqual(['released order-1', 'ship order-1 1']);
    await app.close();
  });

  it('on a cancelled attempt does not run after another one was paid', async () => {
    const lines: string[] = [];
    let broken = true;
    @Injectable()
    class Stock {
      @OnPaymentCancelled()
      cancel(_event: PaymentCancelledEvent): void {
        if (broken) throw new Error('not now');
        lines.push('cancelled');
      }

      @OnPaymentPaid()
      ship(_event: PaymentPaidEvent): void {
        lines.push('shipped');
      }
    }
    const { app, khqr, bank, clock } = await openShop({ providers: [Stock] });
    const first = await khqr.createPayment(ORDER);
    await khqr.cancelPayment(first.id);
    const second = await khqr.createPayment(ORDER);
    bank.pay(second.md5);
    await clock.advance(4000);
    broken = false;
    await clock.advance(HOUR);
    expect(lines).toEqual(['shipped']);
    await app.close();
  });
});

describe('the release of an order', () => {
  it('comes once, after its last code has ended, and not while another is open', async () => {
    const { app, khqr, clock } = await openShop({ providers: [ShopHandlers] });
    const { lines } = app.get(ShopHandlers);
    await khqr.createPayment(ORDER);
    await clock.advance(200_000);
    await khqr.createPayment({ ...ORDER, amount: '6.00', replace: true });
    await clock.advance(200_000);
    expect(lines).toEqual([]);
    await clock.advance(120_000);
    expect(lines).toEqual(['release order-1']);
    await clock.advance(HOUR);
    expect(lines).toEqual(['release order-1']);
    await app.close();
  });

  it('waits for releaseAfterMs after the code’s end, and is dropped by money that comes until then', async () => {
    const { app, khqr, bank, clock } = await openShop({
      khqr: { provider: 'sandbox', delivery: { releaseAfterMs: 10 * MINUTE } },
      providers: [ShopHandlers],
    });
    const { lines } = app.get(ShopHandlers);
    const unpaid = await khqr.createPayment(ORDER);
    const late = await khqr.createPayment({ ...ORDER, reference: 'order-2' });
    await clock.advanceTo(late.expiresAt.getTime() + 4 * MINUTE);
    bank.pay(late.md5, { late: true });
    await clock.advanceTo(unpaid.expiresAt.getTime() + 10 * MINUTE - 1);
    expect(lines).toEqual(['ship order-2 5.00']);
    await clock.advance(1002);
    expect(lines).toEqual(['ship order-2 5.00', 'release order-1']);
    await clock.advance(HOUR);
    expect(lines).toHaveLength(2);
    await app.close();
  });

  it('does not begin in a process that stood still past its lease, while the order was paid', async () => {
    const store = new MemoryPaymentStore();
    let stands = true;
    const { app, khqr, bank, clock } = await openShop({
      providers: [ShopHandlers],
      testing: {
        store: intercept(store, {
          async startDelivery(id, epoch) {
            const start = await store.startDelivery(id, epoch);
            if (!stands) return start;
            stands = false;
            await new Promise<void>((resolve) => clock.setTimeout(resolve, 50_000));
            return start;
          },
        }),
      },
    });
    const { lines } = app.get(ShopHandlers);
    const { id, md5, expiresAt } = await khqr.createPayment(ORDER);
    await clock.advanceTo(expiresAt.getTime() + 25_000);
    expect(await khqr.getPayment({ id })).toMatchObject({ status: 'EXPIRED' });
    bank.pay(md5, { late: true });
    expect(await khqr.checkPayment(id)).toMatchObject({ status: 'PAID' });
    await clock.advance(MINUTE);
    expect(stands).toBe(false);
    expect(lines).toEqual(['ship order-1 5.00']);
    await app.close();
  });

  it('is dropped when the customer asks for a new code before it ran', async () => {
    const { app, khqr, bank, clock } = await openShop({
      khqr: { provider: 'sandbox', delivery: { releaseAfterMs: 10 * MINUTE } },
      providers: [ShopHandlers],
    });
    const { lines } = app.get(ShopHandlers);
    await khqr.createPayment(ORDER);
    await clock.advance(14 * MINUTE);
    const again = await khqr.createPayment(ORDER);
    expect(again.attempt).toBe(2);
    await clock.advance(2 * MINUTE);
    expect(lines).toEqual([]);
    bank.pay(again.md5);
    await clock.advance(30 * MINUTE);
    expect(lines).toEqual(['ship order-1 5.00']);
    await app.close();
  });
});

describe('money for one order', () => {
  it('that comes twice is Paid once and Duplicate once', async () => {
    const { app, khqr, bank, clock } = await openShop({ providers: [ShopHandlers] });
    const first = await khqr.createPayment(ORDER);
    await clock.advance(301_000);
    const second = await khqr.createPayment(ORDER);
    expect(second.attempt).toBe(2);
    bank.pay(first.md5, { late: true });
    bank.pay(second.md5);
    await clock.advance(10 * MINUTE);
    const { lines } = app.get(ShopHandlers);
    expect([...lines].sort()).toEqual(['refund order-1 5.00', 'ship order-1 5.00']);
    const paid = await khqr.getPayment({ reference: 'order-1' });
    expect(paid).toMatchObject({ status: 'PAID' });
    await app.close();
  });

  it('on a $1 code that was replaced by $100 fulfils nothing', async () => {
    const { app, khqr, bank, clock } = await openShop({ providers: [ShopHandlers] });
    const cheap = await khqr.createPayment({ ...ORDER, amount: '1.00' });
    await expect(khqr.createPayment({ ...ORDER, amount: '100.00' })).rejects.toMatchObject({
      code: 'KHQR_CONFLICT',
    });
    const dear = await khqr.createPayment({ ...ORDER, amount: '100.00', replace: true });
    bank.pay(cheap.md5);
    await clock.advance(20 * MINUTE);
    expect(app.get(ShopHandlers).lines).toEqual(['look at order-1 replaced']);
    expect(await khqr.getPayment({ id: cheap.id })).toMatchObject({ status: 'REVIEW' });
    expect(await khqr.getPayment({ id: dear.id })).toMatchObject({ status: 'EXPIRED' });
    await app.close();
  });

  it('of another amount, currency or account is looked at by a person, who says what it is', async () => {
    const { app, khqr, bank, clock } = await openShop({ providers: [ShopHandlers] });
    const { lines } = app.get(ShopHandlers);
    const operations = app.get(KhqrOperations);
    const orders = [];
    for (const reference of ['less', 'riel', 'elsewhere']) {
      orders.push(await khqr.createPayment({ ...ORDER, reference }));
    }
    const [less, riel, elsewhere] = orders.map(({ md5 }) => md5);
    bank.pay(less ?? '', { amount: '4.99' });
    bank.pay(riel ?? '', { amount: 5, currency: 'KHR' });
    bank.pay(elsewhere ?? '', { toAccount: 'thief@bank' });
    await clock.advance(4000);
    expect([...lines].sort()).toEqual([
      'look at elsewhere account',
      'look at less amount',
      'look at riel currency',
    ]);
    const by = { by: 'Dara', reason: 'looked at the statement' };
    await operations.resolveReview(orders[0]?.id ?? '', { as: 'paid', ...by });
    await operations.resolveReview(orders[1]?.id ?? '', { as: 'rejected', ...by });
    await clock.advance(10 * MINUTE);
    expect(lines.slice(3)).toEqual(['ship less 5.00']);
    expect(await khqr.getPayment({ reference: 'riel' })).toMatchObject({ status: 'REJECTED' });
    await expect(
      operations.resolveReview(orders[0]?.id ?? '', { as: 'rejected', ...by }),
    ).rejects.toMatchObject({ code: 'KHQR_CONFLICT' });
    await app.close();
  });

  it('on a cancelled code fulfils nothing', async () => {
    const { app, khqr, bank, clock } = await openShop({ providers: [ShopHandlers] });
    const { md5, id } = await khqr.createPayment(ORDER);
    await khqr.cancelPayment(id);
    bank.pay(md5);
    await clock.advance(20 * MINUTE);
    expect(app.get(ShopHandlers).lines).toEqual(['look at order-1 cancelled']);
    await app.close();
  });
});
