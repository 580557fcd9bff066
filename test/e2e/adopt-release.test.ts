import { Injectable } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { encodeKhqr } from '../../lib/emv/index.js';
import { OnPaymentExpired, OnPaymentPaid } from '../../lib/events/on-payment.decorator.js';
import { PaymentExpiredEvent, PaymentPaidEvent } from '../../lib/events/payment.events.js';
import { Ledger, openShop } from '../support/shop.js';

@Injectable()
class Fulfilment {
  constructor(readonly ledger: Ledger) {}

  @OnPaymentPaid()
  ship({ payment }: PaymentPaidEvent): void {
    this.ledger.lines.push(`ship ${payment.reference}`);
  }

  @OnPaymentExpired()
  release({ payment }: PaymentExpiredEvent): void {
    this.ledger.lines.push(`release ${payment.reference} ${payment.attempt}`);
  }
}

const open = () => openShop({ providers: [Ledger, Fulfilment] });

describe('a code made elsewhere', () => {
  it('is asked about at once, paid, and fulfilled; the same md5 again is the same payment', async () => {
    const { app, khqr, bank, clock } = await open();
    const { md5, qrString } = bank.open({ amountMinor: 500, currency: 'USD', reference: 'old-1' });
    const expiresAt = new Date(clock.now() + 60_000);
    const input = {
      reference: 'old-1',
      md5,
      qrString,
      amount: 5,
      currency: 'USD',
      expiresAt,
    } as const;
    const adopted = await khqr.adoptPayment(input);
    expect(adopted).toMatchObject({ status: 'PENDING', verified: true, md5 });
    expect((await khqr.adoptPayment({ ...input, md5: md5.toUpperCase() })).id).toBe(adopted.id);
    bank.pay(md5);
    await clock.advance(2000);
    expect(app.get(Ledger).lines).toEqual(['ship old-1']);
    await app.close();
  });

  it("is refused where its text asks for another amount, or its md5 is another order's", async () => {
    const { app, khqr, bank, clock } = await open();
    const expiresAt = new Date(clock.now() + 60_000);
    const { qr, md5 } = encodeKhqr({
      account: 'shop@abaa',
      merchantName: 'Shop',
      currency: 'USD',
      amount: '1.00',
      createdAt: clock.now(),
      expiresAt: clock.now() + 60_000,
    });
    const input = { md5, amount: 5, currency: 'USD', expiresAt } as const;
    await expect(
      khqr.adoptPayment({ ...input, reference: 'a', qrString: qr }),
    ).rejects.toMatchObject({
      code: 'KHQR_REQUEST',
      field: 'qrString',
    });
    await khqr.adoptPayment({ ...input, reference: 'a' });
    await expect(khqr.adoptPayment({ ...input, reference: 'b' })).rejects.toMatchObject({
      code: 'KHQR_CONFLICT',
      payment: { reference: 'a', status: 'PENDING' },
    });
    expect(bank.stats().creates).toBe(0);
    await app.close();
  });
});

describe('release', () => {
  it('never came where a new code was being made when the old one ended, and then failed', async () => {
    const { app, khqr, bank, clock } = await open();
    await khqr.createPayment({ reference: 'o', amount: 5, currency: 'USD' });
    await clock.advance(310_000);
    bank.setFaults({ latencyMs: 8000 });
    bank.failNext('error', 1, { for: 'create' });
    const second = khqr.createPayment({ reference: 'o', amount: 5, currency: 'USD' });
    second.catch(() => undefined);
    await clock.advance(7000);
    bank.setFaults({});
    await clock.advance(60_000);
    await expect(second).rejects.toMatchObject({ code: 'KHQR_PROVIDER' });
    expect(await khqr.getPayment({ reference: 'o' })).toMatchObject({
      status: 'FAILED',
      attempt: 2,
    });
    expect(app.get(Ledger).lines).toEqual(['release o 1']);
    await app.close();
  });
});
