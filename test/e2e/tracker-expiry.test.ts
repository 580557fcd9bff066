import { Injectable } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import {
  OnPaymentExpired,
  OnPaymentPaid,
  OnPaymentUnresolved,
} from '../../lib/events/on-payment.decorator.js';
import {
  PaymentExpiredEvent,
  PaymentPaidEvent,
  PaymentUnresolvedEvent,
} from '../../lib/events/payment.events.js';
import { Ledger, openShop } from '../support/shop.js';
import { recordTraffic } from '../support/traffic.js';

const ORDER = { reference: 'order-1', amount: '5.00', currency: 'USD' } as const;
const LIFE_MS = 300_000;
const GRACE_MS = 15_000;
const MINUTE = 60_000;

@Injectable()
class Fulfilment {
  constructor(readonly ledger: Ledger) {}

  @OnPaymentPaid()
  ship({ payment }: PaymentPaidEvent): void {
    this.ledger.lines.push(`paid ${payment.late ? 'late' : 'in time'}`);
  }

  @OnPaymentExpired()
  release({ payment }: PaymentExpiredEvent): void {
    this.ledger.lines.push(`expired ${payment.status}`);
  }

  @OnPaymentUnresolved()
  ask({ payment }: PaymentUnresolvedEvent): void {
    this.ledger.lines.push(`unresolved ${payment.status}`);
  }
}

async function openOrder(tickMs = 1000) {
  const shop = await openShop({
    khqr: { provider: 'sandbox', tracker: { tickMs } },
    providers: [Ledger, Fulfilment],
  });
  const payment = await shop.khqr.createPayment(ORDER);
  const status = async () => (await shop.khqr.getPayment({ id: payment.id }))?.status;
  return { ...shop, payment, status, lines: shop.app.get(Ledger).lines };
}

describe('the end of a code', () => {
  it('needs an answer "not paid" that came after the end and its grace', async () => {
    const { app, bank, clock, payment, status, lines } = await openOrder();
    const times = recordTraffic(bank);
    await clock.advanceTo(payment.expiresAt.getTime() + GRACE_MS - 1);
    expect(await status()).toBe('PENDING');
    await clock.advance(1000);
    expect(await status()).toBe('EXPIRED');
    expect(lines).toEqual(['expired EXPIRED']);
    expect(times('check').at(-1)).toBeGreaterThanOrEqual(payment.expiresAt.getTime() + GRACE_MS);
    await app.close();
  });

  it('does not come from answers that were lost around it', async () => {
    const { app, bank, clock, payment, status, lines } = await openOrder();
    await clock.advanceTo(payment.expiresAt.getTime() - 10_000);
    bank.setFaults({ lostAnswers: 1 });
    await clock.advanceTo(payment.expiresAt.getTime() + 60_000);
    expect(await status()).toBe('PENDING');
    bank.setFaults({});
    await clock.advance(30_000);
    expect(await status()).toBe('EXPIRED');
    expect(lines).toEqual(['expired EXPIRED']);
    await app.close();
  });

  it.each([-1, 0, 1])(
    'that is paid %i ms beside the end of its grace is PAID once',
    async (beside) => {
      const { app, bank, clock, payment, status, lines } = await openOrder();
      await clock.advanceTo(payment.expiresAt.getTime() + GRACE_MS + beside);
      // The customer paid in the last moment; the bank says so only now.
      bank.pay(payment.md5, { at: payment.expiresAt.getTime() - 1 });
      await clock.advance(MINUTE);
      expect(await status()).toBe('PAID');
      expect([['paid in time'], ['expired EXPIRED', 'paid late']]).toContainEqual(lines);
      if (beside < 0) expect(lines).toEqual(['paid in time']);
      await app.close();
    },
  );

  it.each([
    { after: 14_000, seen: MINUTE },
    { after: 50_000, seen: MINUTE },
    { after: 4 * MINUTE, seen: 5 * MINUTE },
    { after: 20 * MINUTE, seen: 30 * MINUTE },
  ])('finds money that comes $after ms after it, late', async ({ after, seen }) => {
    const { app, bank, clock, khqr, payment, lines } = await openOrder();
    await clock.advanceTo(payment.expiresAt.getTime() + after);
    bank.pay(payment.md5, { late: true });
    await clock.advanceTo(payment.expiresAt.getTime() + seen + 5000);
    expect(await khqr.getPayment({ id: payment.id })).toMatchObject({ status: 'PAID', late: true });
    expect(lines.at(-1)).toBe('paid late');
    await app.close();
  });

  it('is the last that is asked after the tail checks: +15 s, +1 min, +5 min, +30 min', async () => {
    const { app, bank, clock, payment } = await openOrder(MINUTE);
    const times = recordTraffic(bank);
    await clock.advance(24 * 60 * MINUTE);
    const end = payment.expiresAt.getTime();
    const tail = times('check').filter((time) => time >= end + GRACE_MS);
    expect(tail.map((time) => Math.round((time - end) / 1000))).toEqual([15, 60, 300, 1800]);
    await app.close();
  });

  it('comes earlier where the provider ends a code earlier, with the same grace', async () => {
    const { app, bank, clock, payment, status } = await openOrder();
    await clock.advance(60_000);
    bank.expire(payment.md5);
    await clock.advance(GRACE_MS - 1);
    expect(await status()).toBe('PENDING');
    await clock.advance(5000);
    expect(await status()).toBe('EXPIRED');
    await app.close();
  });
});

describe('an outage of two hours', () => {
  it.each(['errors', 'lostAnswers', 'notSent', 'unauthorized'] as const)(
    'leaves a payment unresolved, never EXPIRED, and then tells the truth: unpaid (%s)',
    async (fault) => {
      const { app, bank, clock, status, lines } = await openOrder();
      await clock.advance(10_000);
      bank.setFaults({ [fault]: fault === 'unauthorized' ? true : 1 });
      await clock.advance(LIFE_MS + 75_000);
      expect(lines).toEqual(['unresolved PENDING']);
      await clock.advance(120 * MINUTE);
      expect(await status()).toBe('PENDING');
      expect(lines).toEqual(['unresolved PENDING']);
      bank.setFaults({});
      await clock.advance(11 * MINUTE);
      expect(await status()).toBe('EXPIRED');
      expect(lines).toEqual(['unresolved PENDING', 'expired EXPIRED']);
      await app.close();
    },
    20_000,
  );

  it('leaves a payment unresolved, and then tells the truth: paid', async () => {
    const { app, bank, clock, khqr, payment, lines } = await openOrder();
    bank.setFaults({ errors: 1 });
    await clock.advance(60_000);
    bank.pay(payment.md5);
    await clock.advance(120 * MINUTE);
    bank.setFaults({});
    await clock.advance(11 * MINUTE);
    const after = await khqr.getPayment({ id: payment.id });
    expect(after).toMatchObject({ status: 'PAID', late: false });
    expect(lines).toEqual(['unresolved PENDING', 'paid in time']);
    await app.close();
  });

  it('is asked about for seven days, and not for ever', async () => {
    const { app, bank, clock, payment, status } = await openOrder(MINUTE);
    bank.setFaults({ errors: 1 });
    await clock.advance(6.9 * 24 * 60 * MINUTE);
    const times = recordTraffic(bank);
    await clock.advance(30 * MINUTE);
    expect(times('check').length).toBeGreaterThan(0);
    await clock.advance(0.3 * 24 * 60 * MINUTE);
    const asked = times('check').length;
    await clock.advance(24 * 60 * MINUTE);
    expect(times('check')).toHaveLength(asked);
    expect(await status()).toBe('PENDING');
    expect(bank.find(payment.md5)).not.toBeNull();
    await app.close();
  }, 60_000);
});
