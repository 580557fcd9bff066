import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { OnPaymentCreated, OnPaymentPaid } from '../../lib/events/on-payment.decorator.js';
import { PaymentCreatedEvent, PaymentPaidEvent } from '../../lib/events/payment.events.js';
import { KhqrOperations } from '../../lib/khqr.operations.js';
import { paidHandler } from '../support/handlers.js';
import { openShop } from '../support/shop.js';

const ORDER = { reference: 'order-1', amount: '5.00', currency: 'USD' } as const;

describe('a handler', () => {
  it('ran in the asynchronous context of whatever request had made an event, with its transaction', async () => {
    const requests = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    @Injectable()
    class Handlers {
      @OnPaymentCreated()
      created(_event: PaymentCreatedEvent): void {
        seen.push(requests.getStore());
      }

      @OnPaymentPaid()
      async paid(_event: PaymentPaidEvent): Promise<void> {
        await Promise.resolve();
        seen.push(requests.getStore());
      }
    }
    const { app, khqr, bank, clock } = await openShop({ providers: [Handlers] });
    const { md5, id } = await requests.run('request 1', async () => {
      const payment = await khqr.createPayment(ORDER);
      // Also the loops go on in it.
      await clock.advance(1000);
      return payment;
    });
    bank.pay(md5);
    await clock.advance(3000);
    await requests.run('request 2', () => khqr.checkPayment(id));
    await clock.advance(3000);
    expect(seen).toEqual([undefined, undefined]);
    await app.close();
  });

  it('that throws what is no error, or no text, is a failed run like any other', async () => {
    const thrown: unknown[] = [
      undefined,
      null,
      'text',
      Object.create(null),
      {
        toString: () => {
          throw new Error('no text');
        },
      },
      new Error('x'.repeat(1_000_000)),
      new Proxy(new Error('proxy'), {
        get: () => {
          throw new Error('no fields');
        },
      }),
    ];
    let run = 0;
    const { app, khqr, bank, clock } = await openShop({
      khqr: { provider: 'sandbox', delivery: { retryDelaysMs: thrown.map(() => 1000) } },
      providers: [
        paidHandler('bad', () => {
          run += 1;
          if (run <= thrown.length) throw thrown[run - 1];
        }),
      ],
    });
    const { md5 } = await khqr.createPayment(ORDER);
    bank.pay(md5);
    await clock.advance(4000);
    const lengths: number[] = [];
    for (let second = 0; second < 20; second += 1) {
      const [delivery] = await app.get(KhqrOperations).listDeliveries({ handlerId: 'bad' });
      lengths.push(delivery?.error?.length ?? 0);
      await clock.advance(1000);
    }
    expect(run).toBe(thrown.length + 1);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(2000);
    expect(await app.get(KhqrOperations).listDeliveries({ handlerId: 'bad' })).toMatchObject([
      { status: 'done' },
    ]);
    await app.close();
  });

  it('gets an event of its own: what it does to it reaches no other', async () => {
    const seen: unknown[] = [];
    const spoil = ({ payment }: PaymentPaidEvent): void => {
      Object.assign(payment.metadata as object, { spoilt: true });
    };
    const { app, khqr, bank, clock } = await openShop({
      providers: [
        paidHandler('a', (event) => {
          seen.push({ ...event.payment.metadata });
          spoil(event);
        }),
        paidHandler('b', (event) => {
          seen.push({ ...event.payment.metadata });
          spoil(event);
        }),
      ],
    });
    const { md5, id } = await khqr.createPayment({ ...ORDER, metadata: { cart: 7 } });
    bank.pay(md5);
    await clock.advance(4000);
    expect(seen.slice(0, 2)).toEqual([{ cart: 7 }, { cart: 7 }]);
    expect((await khqr.getPayment({ id }))?.metadata).toEqual({ cart: 7 });
    const closing = app.close();
    await clock.advance(1000);
    await closing;
  });
});
