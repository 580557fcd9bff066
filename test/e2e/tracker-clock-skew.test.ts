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
import type { CheckAnswer } from '../../lib/providers/khqr-provider.port.js';
import { Ledger, openShop } from '../support/shop.js';
import { ScriptedProvider } from '../support/scripted.provider.js';

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

describe('a clock that is wrong by ten minutes', () => {
  const TEN = 10 * MINUTE;

  /** The provider's clock is ahead of ours by so much; it ends its codes by its own clock, as its Date header tells it. */
  async function openSkewed(aheadMs: number) {
    let paidAt: number | null = null;
    let expiresAt = 0;
    const theirs = (): number => shop.clock.now() + aheadMs;
    const provider = new ScriptedProvider(
      (): CheckAnswer => {
        const serverTime = theirs();
        if (paidAt !== null) return { outcome: 'paid', evidence: { paidAt }, serverTime };
        return serverTime >= expiresAt
          ? { outcome: 'expired', serverTime, expiresAt }
          : { outcome: 'pending', serverTime };
      },
      { expiry: 'provider' },
    );
    const create = provider.createPayment.bind(provider);
    provider.createPayment = async (request) => {
      expiresAt = theirs() + LIFE_MS;
      const code = await create(request);
      return code.outcome === 'created' ? { ...code, expiresAt } : code;
    };
    const shop = await openShop({
      khqr: { provider },
      providers: [Ledger, Fulfilment],
      testing: { keepCustomProviders: true },
    });
    const pay = () => {
      paidAt = theirs();
    };
    return { ...shop, provider, pay, lines: shop.app.get(Ledger).lines };
  }

  it.each([
    { clock: 'slow', aheadMs: TEN },
    { clock: 'fast', aheadMs: -TEN },
  ])('ends no code early and none late: ours is $clock', async ({ aheadMs }) => {
    const { app, clock, khqr, lines } = await openSkewed(aheadMs);
    const payment = await khqr.createPayment(ORDER);
    await clock.advance(LIFE_MS + GRACE_MS - 1000);
    expect(await khqr.getPayment({ id: payment.id })).toMatchObject({ status: 'PENDING' });
    expect(lines).toEqual([]);
    await clock.advance(5000);
    expect(await khqr.getPayment({ id: payment.id })).toMatchObject({ status: 'EXPIRED' });
    expect(lines).toEqual(['expired EXPIRED']);
    await clock.advance(60 * MINUTE);
    expect(lines).toEqual(['expired EXPIRED']);
    // An order that has ended can be asked for again.
    expect(await khqr.createPayment(ORDER)).toMatchObject({ attempt: 2 });
    await app.close();
  });

  it.each([
    { clock: 'slow', aheadMs: TEN },
    { clock: 'fast', aheadMs: -TEN },
  ])('makes one code for one order: ours is $clock', async ({ aheadMs }) => {
    const { app, clock, khqr, provider, pay, lines } = await openSkewed(aheadMs);
    const created = await Promise.all(Array.from({ length: 50 }, () => khqr.createPayment(ORDER)));
    expect(new Set(created.map(({ id }) => id)).size).toBe(1);
    await clock.advance(120_000);
    expect((await khqr.createPayment(ORDER)).id).toBe(created[0]?.id);
    expect(provider.creates).toHaveLength(1);
    pay();
    await clock.advance(5000);
    expect(lines).toEqual(['paid in time']);
    await app.close();
  });
});
