import { Injectable } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { KhqrConfigurationError } from '../../lib/errors/khqr-configuration.error.js';
import {
  OnKhqrAlert,
  OnPaymentCancelled,
  OnPaymentCreated,
  OnPaymentDuplicate,
  OnPaymentExpired,
  OnPaymentPaid,
  OnPaymentReview,
  OnPaymentUnresolved,
} from '../../lib/events/on-payment.decorator.js';
import {
  KhqrAlertEvent,
  PaymentCancelledEvent,
  PaymentCreatedEvent,
  PaymentDuplicateEvent,
  PaymentExpiredEvent,
  PaymentPaidEvent,
  PaymentReviewEvent,
  PaymentUnresolvedEvent,
  type AnyKhqrEvent,
} from '../../lib/events/payment.events.js';
import { KhqrOperations } from '../../lib/khqr.operations.js';
import { openShop } from '../support/shop.js';

const ORDER = { reference: 'order-1', amount: '5.00', currency: 'USD' } as const;
const MINUTE = 60_000;

@Injectable()
class Everything {
  readonly seen: AnyKhqrEvent[] = [];

  @OnPaymentCreated()
  created(event: PaymentCreatedEvent): void {
    this.seen.push(event);
  }

  @OnPaymentPaid()
  paid(event: PaymentPaidEvent): void {
    this.seen.push(event);
  }

  @OnPaymentExpired()
  expired(event: PaymentExpiredEvent): void {
    this.seen.push(event);
  }

  @OnPaymentCancelled()
  cancelled(event: PaymentCancelledEvent): void {
    this.seen.push(event);
  }

  @OnPaymentReview()
  review(event: PaymentReviewEvent): void {
    this.seen.push(event);
  }

  @OnPaymentDuplicate()
  duplicate(event: PaymentDuplicateEvent): void {
    this.seen.push(event);
  }

  @OnPaymentUnresolved()
  unresolved(event: PaymentUnresolvedEvent): void {
    this.seen.push(event);
  }

  @OnKhqrAlert()
  alert(event: KhqrAlertEvent): void {
    this.seen.push(event);
  }
}

describe('the decorators', () => {
  it('each get their own event, with everything that it carries', async () => {
    const { app, khqr, bank, clock } = await openShop({ providers: [Everything] });
    const { seen } = app.get(Everything);
    const paid = await khqr.createPayment(ORDER);
    const second = await khqr.createPayment({ ...ORDER, amount: '6.00', replace: true });
    const third = await khqr.createPayment({ ...ORDER, replace: true });
    expect(third.id).toBe(paid.id);
    await clock.advance(1000);
    bank.pay(paid.md5);
    await clock.advance(4000);
    const paidAt = clock.now();
    bank.pay(second.md5);
    const cancelled = await khqr.createPayment({ ...ORDER, reference: 'order-2' });
    await khqr.cancelPayment(cancelled.id);
    const expired = await khqr.createPayment({ ...ORDER, reference: 'order-3' });
    await clock.advance(6 * MINUTE);
    const unresolved = await khqr.createPayment({ ...ORDER, reference: 'order-4' });
    bank.setFaults({ unauthorized: true });
    await clock.advance(8 * MINUTE);

    const types = seen.map(({ type }) => type.replace('khqr.', ''));
    expect(types.filter((type) => type === 'payment.created')).toHaveLength(5);
    expect(types.filter((type) => type !== 'payment.created')).toEqual([
      'payment.paid',
      'payment.cancelled',
      'payment.review',
      'payment.expired',
      'alert',
      'payment.unresolved',
    ]);
    const find = (type: string) => seen.find((event) => event.type === type);
    expect(find('khqr.payment.paid')).toBeInstanceOf(PaymentPaidEvent);
    expect(find('khqr.payment.paid')).toMatchObject({
      id: `${paid.id}.paid`,
      attempt: 1,
      payment: { id: paid.id, status: 'PAID', reference: 'order-1', amount: '5.00' },
    });
    const { occurredAt, signal, acknowledge } = find('khqr.payment.paid') ?? {};
    expect(occurredAt?.getTime()).toBeLessThanOrEqual(paidAt);
    expect(signal?.aborted).toBe(false);
    expect(typeof acknowledge).toBe('function');
    expect(find('khqr.payment.cancelled')).toBeInstanceOf(PaymentCancelledEvent);
    expect(find('khqr.payment.cancelled')).toMatchObject({ payment: { id: cancelled.id } });
    expect(find('khqr.payment.expired')).toBeInstanceOf(PaymentExpiredEvent);
    expect(find('khqr.payment.expired')).toMatchObject({ payment: { id: expired.id } });
    expect(find('khqr.payment.review')).toBeInstanceOf(PaymentReviewEvent);
    expect(find('khqr.payment.review')).toMatchObject({
      payment: { id: second.id, reviewReason: 'replaced' },
    });
    expect(find('khqr.payment.unresolved')).toBeInstanceOf(PaymentUnresolvedEvent);
    expect(find('khqr.payment.unresolved')).toMatchObject({ payment: { id: unresolved.id } });
    expect(find('khqr.alert')).toBeInstanceOf(KhqrAlertEvent);
    expect(find('khqr.alert')).toMatchObject({ kind: 'lane-stopped', account: 'default' });
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
    await app.close();
  });

  it('name the handler: its class and method, or the id that is given', async () => {
    @Injectable()
    class Named {
      @OnPaymentPaid()
      byDefault(_event: PaymentPaidEvent): void {
        return;
      }

      @OnPaymentPaid({ id: 'orders.ship:v2' })
      byHand(_event: PaymentPaidEvent): void {
        return;
      }
    }
    const { app, khqr, bank, clock } = await openShop({ providers: [Named] });
    const { md5 } = await khqr.createPayment(ORDER);
    bank.pay(md5);
    await clock.advance(5000);
    const deliveries = await app.get(KhqrOperations).listDeliveries({ status: 'done' });
    expect(deliveries.map(({ handlerId }) => handlerId).sort()).toEqual([
      'Named.byDefault',
      'orders.ship:v2',
    ]);
    await app.close();
  });

  it('listen to one account, or to all', async () => {
    const lines: string[] = [];
    @Injectable()
    class Branches {
      @OnPaymentPaid({ account: 'north' })
      north({ payment }: PaymentPaidEvent): void {
        lines.push(`north ${payment.account}`);
      }

      @OnPaymentPaid()
      all({ payment }: PaymentPaidEvent): void {
        lines.push(`all ${payment.account}`);
      }

      // One delivery for each event, although two decorators match it.
      @OnPaymentPaid({ account: 'south' })
      @OnPaymentPaid({ account: 'north' })
      @OnPaymentPaid({ account: 'south' })
      both({ payment }: PaymentPaidEvent): void {
        lines.push(`both ${payment.account}`);
      }
    }
    const { app, khqr, bank, clock } = await openShop({
      khqr: {
        accounts: {
          north: { provider: 'sandbox' },
          south: { provider: 'sandbox' },
          west: { provider: 'sandbox' },
        },
      },
      providers: [Branches],
    });
    for (const account of ['north', 'south', 'west']) {
      const { md5 } = await khqr.account(account).createPayment(ORDER);
      bank.pay(md5);
    }
    await clock.advance(5000);
    expect(lines.sort()).toEqual([
      'all north',
      'all south',
      'all west',
      'both north',
      'both south',
      'north north',
    ]);
    await app.close();
  });

  it('put two types on one method, or one type under two identities', async () => {
    const lines: string[] = [];
    @Injectable()
    class Shared {
      @OnPaymentPaid()
      @OnPaymentExpired()
      end({ type }: PaymentPaidEvent | PaymentExpiredEvent): void {
        lines.push(`end ${type}`);
      }

      @OnPaymentPaid({ id: 'mail' })
      @OnPaymentPaid({ id: 'stock' })
      twice({ type }: PaymentPaidEvent): void {
        lines.push(`twice ${type}`);
      }
    }
    const { app, khqr, bank, clock } = await openShop({ providers: [Shared] });
    const { md5 } = await khqr.createPayment(ORDER);
    await khqr.createPayment({ ...ORDER, reference: 'order-2' });
    bank.pay(md5);
    await clock.advance(6 * MINUTE);
    expect(lines).toEqual([
      'end khqr.payment.paid',
      'twice khqr.payment.paid',
      'twice khqr.payment.paid',
      'end khqr.payment.expired',
    ]);
    await app.close();
  });

  it('were silent on a static method and on one named by a symbol, which nobody would ever have called', () => {
    expect(() => {
      class Wrong {
        @OnPaymentPaid()
        static ship(_event: PaymentPaidEvent): void {
          return;
        }

        other(): void {
          return;
        }
      }
      return Wrong;
    }).toThrow(KhqrConfigurationError);
    expect(() => {
      class Wrong {
        @OnPaymentPaid()
        [Symbol.iterator](_event: PaymentPaidEvent): void {
          return;
        }
      }
      return Wrong;
    }).toThrow(KhqrConfigurationError);
  });
});
