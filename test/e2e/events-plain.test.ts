import { Injectable } from '@nestjs/common';
import { EventEmitter2, OnEvent } from '@nestjs/event-emitter';
import { describe, expect, it } from '@jest/globals';
import { KhqrConfigurationError } from '../../lib/errors/khqr-configuration.error.js';
import { OnPaymentExpired, OnPaymentPaid } from '../../lib/events/on-payment.decorator.js';
import {
  PaymentExpiredEvent,
  PaymentPaidEvent,
  type AnyKhqrEvent,
} from '../../lib/events/payment.events.js';
import { KhqrOperations } from '../../lib/khqr.operations.js';
import { openShop } from '../support/shop.js';

const ORDER = { reference: 'order-1', amount: '5.00', currency: 'USD' } as const;

@Injectable()
class Fulfilment {
  readonly lines: string[] = [];

  @OnPaymentPaid()
  ship({ payment, attempt }: PaymentPaidEvent): void {
    this.lines.push(`paid ${payment.reference} ${attempt}`);
  }

  @OnPaymentExpired()
  async release({ payment, attempt }: PaymentExpiredEvent): Promise<void> {
    this.lines.push(`expired ${payment.reference} ${attempt}`);
  }
}

describe('plain listeners', () => {
  it('hear patterns where the emitter has wildcards', async () => {
    const names: string[] = [];
    @Injectable()
    class Plain {
      @OnEvent('khqr.payment.*')
      payments({ type }: AnyKhqrEvent): void {
        names.push(type);
      }
    }
    const { app, khqr, bank, clock } = await openShop({
      providers: [Plain, Fulfilment],
      emitter: { wildcard: true },
    });
    const { md5 } = await khqr.createPayment(ORDER);
    bank.pay(md5);
    await clock.advance(5000);
    expect(names).toEqual(['khqr.payment.created', 'khqr.payment.paid']);
    await app.close();
  });

  it.each([{}, { wildcard: true }])('hear everything through onAny: %j', async (emitter) => {
    const { app, khqr } = await openShop({ providers: [Fulfilment], emitter });
    const names: unknown[] = [];
    app.get(EventEmitter2).onAny((name) => names.push(name));
    await khqr.createPayment(ORDER);
    expect(names).toEqual(['khqr.payment.created']);
    await app.close();
  });

  it.each([
    { name: 'an emitter of names', emitter: {}, heard: false },
    { name: 'an emitter with wildcards', emitter: { wildcard: true }, heard: true },
    { name: 'another delimiter', emitter: { wildcard: true, delimiter: ':' }, heard: true },
    { name: 'onAny', emitter: {}, any: true, heard: true },
  ])(
    'that throw at everything neither fail nor starve a handler: $name',
    async ({ emitter, any, heard }) => {
      let calls = 0;
      @Injectable()
      class Plain {
        @OnEvent('**', { suppressErrors: false })
        everything(): void {
          calls += 1;
          throw new Error('whatever it was');
        }

        @OnEvent('**', { suppressErrors: false, prependListener: true })
        async andLater(): Promise<void> {
          calls += 1;
          await Promise.reject(new Error('whatever it was'));
        }

        @OnEvent('**')
        hangs(): Promise<void> {
          calls += 1;
          return new Promise(() => undefined);
        }
      }
      const { app, khqr, bank, clock } = await openShop({
        providers: [Plain, Fulfilment],
        emitter,
      });
      if (any) {
        app.get(EventEmitter2).onAny(() => {
          calls += 1;
          throw new Error('whatever it was');
        });
      }
      const { md5 } = await khqr.createPayment(ORDER);
      await khqr.createPayment({ ...ORDER, reference: 'order-2' });
      bank.pay(md5);
      await clock.advance(400_000);
      expect(app.get(Fulfilment).lines).toEqual(['paid order-1 1', 'expired order-2 1']);
      expect(calls > 0).toBe(heard);
      await app.close();
    },
  );

  it('get each event once, where it was settled, best effort', async () => {
    const seen: AnyKhqrEvent[] = [];
    @Injectable()
    class Plain {
      @OnEvent('khqr.payment.paid')
      paid(event: PaymentPaidEvent): void {
        seen.push(event);
        throw new Error('nobody minds');
      }

      @OnEvent('khqr.payment.paid', { suppressErrors: false })
      async alsoPaid(event: PaymentPaidEvent): Promise<void> {
        seen.push(event);
        await Promise.reject(new Error('nobody minds'));
      }
    }
    const { app, khqr, bank, clock } = await openShop({ providers: [Plain, Fulfilment] });
    const { md5, id } = await khqr.createPayment(ORDER);
    bank.pay(md5);
    await clock.advance(60_000);
    expect(seen).toHaveLength(2);
    expect(seen[0]).toBeInstanceOf(PaymentPaidEvent);
    expect(seen[0]).toMatchObject({ id: `${id}.paid`, attempt: 0, payment: { status: 'PAID' } });
    await expect(seen[0]?.acknowledge(() => undefined)).rejects.toThrow(KhqrConfigurationError);
    expect(app.get(Fulfilment).lines).toEqual(['paid order-1 1']);
    await app.close();
  });
});

describe('acknowledge', () => {
  it('is refused by a store that shares no database; a handler that lets it throw is tried again', async () => {
    const attempts: number[] = [];
    @Injectable()
    class Ship {
      @OnPaymentPaid()
      async ship({ attempt, acknowledge }: PaymentPaidEvent): Promise<void> {
        attempts.push(attempt);
        if (attempt < 3) await acknowledge((sql) => sql);
      }
    }
    const { app, khqr, bank, clock } = await openShop({ providers: [Ship] });
    const { md5 } = await khqr.createPayment(ORDER);
    bank.pay(md5);
    await clock.advance(5000);
    const [delivery] = await app.get(KhqrOperations).listDeliveries({ status: 'waiting' });
    expect(delivery?.error).toContain('acknowledge');
    await clock.advance(60_000);
    expect(attempts).toEqual([1, 2, 3]);
    await app.close();
  });
});
