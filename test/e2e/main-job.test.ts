import { Injectable } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { OnPaymentExpired, OnPaymentPaid } from '../../lib/events/on-payment.decorator.js';
import { PaymentExpiredEvent, PaymentPaidEvent } from '../../lib/events/payment.events.js';
import { Ledger, openShop } from '../support/shop.js';

@Injectable()
class Fulfilment {
  constructor(readonly ledger: Ledger) {}

  @OnPaymentPaid()
  async ship({ payment, id, attempt }: PaymentPaidEvent): Promise<void> {
    this.ledger.lines.push(
      `ship ${payment.reference} ${payment.amount} ${attempt} ${id === `${payment.id}.paid`}`,
    );
  }

  @OnPaymentExpired()
  release({ payment }: PaymentExpiredEvent): void {
    this.ledger.lines.push(`release ${payment.reference}`);
  }
}

describe('the main job', () => {
  it('fulfils a paid order once', async () => {
    const { app, khqr, bank, clock } = await openShop({ providers: [Ledger, Fulfilment] });
    const payment = await khqr.createPayment({
      reference: 'order-1',
      amount: '5.00',
      currency: 'USD',
    });
    expect(payment).toMatchObject({
      status: 'PENDING',
      attempt: 1,
      amount: '5.00',
      verified: true,
    });

    await clock.advance(10_000);
    expect(app.get(Ledger).lines).toEqual([]);
    bank.pay(payment.md5);
    await clock.advance(5_000);
    expect(await khqr.getPayment({ reference: 'order-1' })).toMatchObject({
      status: 'PAID',
      late: false,
    });
    expect(app.get(Ledger).lines).toEqual(['ship order-1 5.00 1 true']);
    await clock.advance(600_000);
    expect(app.get(Ledger).lines).toHaveLength(1);
    await app.close();
    expect(clock.pendingTimers).toBe(0);
  });

  it('expires an unpaid order only after its end and grace', async () => {
    const { app, khqr, clock } = await openShop({ providers: [Ledger, Fulfilment] });
    await khqr.createPayment({ reference: 'order-2', amount: 20000, currency: 'KHR' });
    await clock.advance(314_000);
    expect(await khqr.getPayment({ reference: 'order-2' })).toMatchObject({ status: 'PENDING' });
    await clock.advance(5_000);
    expect(await khqr.getPayment({ reference: 'order-2' })).toMatchObject({ status: 'EXPIRED' });
    expect(app.get(Ledger).lines).toEqual(['release order-2']);
    await app.close();
  });

  it('notices what the bank has seen when it is told to settle', async () => {
    const { app, khqr, bank, settled } = await openShop({ providers: [Ledger, Fulfilment] });
    const payment = await khqr.createPayment({ reference: 'order-3', amount: 1, currency: 'USD' });
    bank.pay(payment.md5);
    await settled();
    expect(app.get(Ledger).lines).toHaveLength(1);
    await app.close();
  });
});
