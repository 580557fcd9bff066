import { Injectable } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OnPaymentPaid, OnPaymentReview } from '../../lib/events/on-payment.decorator.js';
import { PaymentPaidEvent, PaymentReviewEvent } from '../../lib/events/payment.events.js';
import type { KhqrModuleOptions } from '../../lib/khqr.options.js';
import type { SandboxFailure } from '../../lib/providers/sandbox/sandbox-fault.js';
import { closeAll } from '../support/replicas.js';
import { Ledger, openShop } from '../support/shop.js';

const ORDER = { reference: 'order-1', amount: '5.00', currency: 'USD' } as const;

@Injectable()
class Fulfilment {
  constructor(readonly ledger: Ledger) {}

  @OnPaymentPaid()
  ship({ payment }: PaymentPaidEvent): void {
    this.ledger.lines.push(`paid ${payment.reference}`);
  }

  @OnPaymentReview()
  look({ payment }: PaymentReviewEvent): void {
    this.ledger.lines.push(`review ${payment.reference} ${payment.reviewReason ?? ''}`);
  }
}

async function openOnce(khqr: KhqrModuleOptions = { provider: 'sandbox' }) {
  const shop = await openShop({ khqr, providers: [Ledger, Fulfilment] });
  shop.bank.claim = 'once';
  const payment = await shop.khqr.createPayment(ORDER);
  const find = () => shop.khqr.getPayment({ id: payment.id });
  return { ...shop, payment, find, lines: shop.app.get(Ledger).lines };
}

describe('a provider that tells PAID once', () => {
  it('has told it in an answer that was lost: "already claimed" is our own claim', async () => {
    const { app, bank, clock, payment, find, lines } = await openOnce();
    bank.pay(payment.md5);
    bank.failNext('lost', 1, { for: 'check' });
    await clock.advance(10_000);
    expect(await find()).toMatchObject({ status: 'PAID', recovered: true });
    expect(lines).toEqual(['paid order-1']);
    await app.close();
  });

  it.each<SandboxFailure>(['not-sent', 'rate-limited', 'unauthorized', 'refused', 'error', 'lost'])(
    'is remembered to be in doubt through a further failure: %s',
    async (failure) => {
      const { app, bank, clock, payment, find } = await openOnce();
      bank.pay(payment.md5);
      bank.failNext('lost', 1, { for: 'check' });
      bank.failNext(failure, 2, { for: 'check' });
      await clock.advance(120_000);
      expect(await find()).toMatchObject({ status: 'PAID', recovered: true });
      await app.close();
    },
  );

  it('says "already claimed" while nothing is in doubt: somebody else has it, so a person looks', async () => {
    const { app, bank, clock, payment, find, lines } = await openOnce();
    bank.pay(payment.md5);
    // Another program with the same key.
    await bank.check(payment.md5);
    await clock.advance(10_000);
    expect(await find()).toMatchObject({ status: 'REVIEW', reviewReason: 'claimed' });
    expect(lines).toEqual(['review order-1 claimed']);
    const asked = bank.stats().checks;
    await clock.advance(600_000);
    expect(bank.stats().checks).toBe(asked);
    await app.close();
  });

  it('is no doubt any more after a good answer "not paid"', async () => {
    const { app, bank, clock, payment, find } = await openOnce();
    bank.failNext('lost', 1, { for: 'check' });
    await clock.advance(7000);
    expect(bank.stats().checks).toBe(2);
    bank.pay(payment.md5);
    await bank.check(payment.md5);
    await clock.advance(10_000);
    expect(await find()).toMatchObject({ status: 'REVIEW', reviewReason: 'claimed' });
    await app.close();
  });

  it("is taken at its word with onForeignClaim: 'paid'", async () => {
    const { app, bank, clock, payment, find, lines } = await openOnce({
      provider: 'sandbox',
      onForeignClaim: 'paid',
    });
    bank.pay(payment.md5);
    await bank.check(payment.md5);
    await clock.advance(10_000);
    expect(await find()).toMatchObject({ status: 'PAID', recovered: false });
    expect(lines).toEqual(['paid order-1']);
    await app.close();
  });

  it('loses no paid order, whatever is lost on the way', async () => {
    const chance = fc.double({ min: 0, max: 0.4, noNaN: true });
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.constantFrom('once' as const, 'repeat' as const),
        fc.record({ lostAnswers: chance, errors: chance, notSent: chance }),
        async (seed, claim, faults) => {
          const { app, khqr, bank, clock } = await openShop({
            providers: [Ledger, Fulfilment],
            testing: { seed },
          });
          bank.claim = claim;
          const orders = await Promise.all(
            Array.from({ length: 25 }, (_, index) =>
              khqr.createPayment({ ...ORDER, reference: `order-${index}` }),
            ),
          );
          bank.setFaults({ ...faults, latencyMs: [5, 1500] });
          for (const { md5 } of orders) {
            await clock.advance(900);
            bank.pay(md5);
          }
          // Long enough for a lane that broke to come back.
          await clock.advance(600_000);
          const paid = orders.map(({ reference }) => `paid ${reference}`);
          expect([...app.get(Ledger).lines].sort()).toEqual(paid.sort());
          expect(bank.stats().maxConcurrentChecks).toBe(1);
          await closeAll(clock, [app]);
        },
      ),
      { numRuns: 8 },
    );
  }, 120_000);
});

describe('a provider that refuses to answer about one payment (400)', () => {
  it('three times in a row: REVIEW', async () => {
    const { app, bank, clock, find, lines } = await openOnce();
    bank.failNext('refused', 2, { for: 'check' });
    await clock.advance(7000);
    expect(await find()).toMatchObject({ status: 'PENDING' });
    bank.failNext('refused', 1, { for: 'check' });
    await clock.advance(4000);
    expect(await find()).toMatchObject({ status: 'REVIEW', reviewReason: 'refused' });
    expect(lines).toEqual(['review order-1 refused']);
    await app.close();
  });

  it('for a while: money that comes later is still found when the code has ended', async () => {
    const { app, bank, clock, payment, find, lines } = await openOnce();
    bank.failNext('refused', 3, { for: 'check' });
    await clock.advance(20_000);
    expect(await find()).toMatchObject({ status: 'REVIEW', reviewReason: 'refused' });
    bank.pay(payment.md5);
    await clock.advanceTo(payment.expiresAt.getTime() + 20_000);
    expect(await find()).toMatchObject({ status: 'PAID' });
    expect(lines).toEqual(['review order-1 refused', 'paid order-1']);
    await app.close();
  });

  it('now and then: nothing', async () => {
    const { app, bank, clock, payment, find } = await openOnce();
    for (let round = 0; round < 4; round += 1) {
      bank.failNext('refused', 2, { for: 'check' });
      await clock.advance(9500);
    }
    expect(await find()).toMatchObject({ status: 'PENDING' });
    bank.pay(payment.md5);
    await clock.advance(10_000);
    expect(await find()).toMatchObject({ status: 'PAID' });
    await app.close();
  });

  it('put a payment in REVIEW back into the queue when a person asked about it', async () => {
    const { app, khqr, bank, clock, payment, find } = await openOnce();
    bank.failNext('refused', 3, { for: 'check' });
    await clock.advance(20_000);
    expect(await khqr.checkPayment(payment.id)).toMatchObject({ status: 'REVIEW' });
    const asked = bank.stats().checks;
    await clock.advance(60_000);
    expect(bank.stats().checks).toBe(asked);
    // Money that a person finds in this way counts.
    bank.pay(payment.md5);
    await khqr.checkPayment(payment.id);
    expect(await find()).toMatchObject({ status: 'PAID' });
    await app.close();
  });
});
