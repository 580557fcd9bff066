import { describe, expect, it } from '@jest/globals';
import { resolveRule } from '../../../../lib/payment/rules/command.rules.js';
import {
  CLAIMED,
  GRACE_MS,
  LIFE_MS,
  paid,
  PENDING,
  ReferenceBook,
  REFUSED,
} from '../../../support/reference-book.js';

/** An order with one open code of 5.00 USD. */
function opened(): ReferenceBook {
  const book = new ReferenceBook();
  book.open(500);
  return book;
}

describe('money that fits', () => {
  it('is PAID, once, however often it is told', () => {
    const book = opened();
    expect(book.pay(1, { paidAt: book.now + 5 })).toMatchObject({
      status: 'PAID',
      paidAt: book.now + 5,
      dueAt: null,
      late: false,
      recovered: false,
    });
    book.pay(1, { paidAt: book.now + 99 });
    expect(book.get(1).paidAt).toBe(book.now + 5);
    expect(book.told).toEqual(['created', 'paid']);
    expect(book.history.filter(({ to }) => to === 'PAID')).toHaveLength(1);
  });

  it('is dated by the provider, else by when it was noticed', () => {
    const book = opened();
    book.now += 60_000;
    expect(book.pay(1)?.paidAt).toBe(book.now);
  });

  it('keeps the receipt', () => {
    const receipt = { hash: 'ab', payerAccount: 'x@bank', bankReference: 'FT1' };
    expect(opened().pay(1, { receipt })?.receipt).toEqual(receipt);
  });

  it.each([
    ['1 ms before the end', -1, false],
    ['at the end', 0, false],
    ['1 ms after the end', 1, true],
    ['20 minutes after the end', 1_200_000, true],
  ])('paid %s is late: %#', (_when, offset, late) => {
    const book = opened();
    const { expiresAt } = book.get(1);
    book.now = expiresAt + Math.max(offset, 0) + 2_000;
    expect(book.pay(1, { paidAt: expiresAt + offset })).toMatchObject({ status: 'PAID', late });
  });

  it('is late after EXPIRED, even where the provider dates it before the end', () => {
    const book = opened();
    const { expiresAt } = book.get(1);
    book.now = expiresAt + GRACE_MS;
    book.answer(1, PENDING);
    expect(book.statuses).toEqual(['EXPIRED']);
    expect(book.pay(1, { paidAt: expiresAt - 1 })).toMatchObject({ status: 'PAID', late: true });
    expect(book.told).toEqual(['created', 'expired', 'paid']);
  });

  it('counts from a check whose lease is over, and fences off the check that holds it now', () => {
    const book = opened();
    const lost = book.claim(1);
    const current = book.claim(1);
    book.settle(lost, paid({}));
    expect(book.get(1)).toMatchObject({ status: 'PAID', dueAt: null });
    // The port's release writes a new due time where the epoch is still current: a paid one must not be asked about again.
    expect(book.get(1).epoch).toBeGreaterThan(current.epoch);
    const after = book.get(1);
    book.settle(current, PENDING);
    expect(book.get(1)).toEqual(after);
  });
});

describe('money that does not fit', () => {
  it.each([
    ['amount', { amountMinor: 499 }],
    ['amount', { amountMinor: 50_000 }],
    ['amount', { amountMinor: null }],
    ['currency', { currency: 'KHR' }],
    ['currency', { currency: 'KHR', amountMinor: null }],
    ['account', { toAccount: 'thief@bank', expectedAccount: 'shop@bank' }],
  ])('is REVIEW (%s), told once and not asked about again: %j', (reason, evidence) => {
    const book = opened();
    const receipt = { hash: 'ab' };
    const record = book.answer(
      1,
      paid({ amountMinor: 500, currency: 'USD', ...evidence, receipt }),
    );
    expect(record).toMatchObject({ status: 'REVIEW', reviewReason: reason, dueAt: null, receipt });
    book.answer(1, paid({ amountMinor: 500, currency: 'USD', ...evidence }));
    expect(book.told).toEqual(['created', 'review']);
  });

  it('compares only what the provider tells', () => {
    expect(opened().answer(1, paid({}))).toMatchObject({ status: 'PAID' });
    expect(opened().answer(1, paid({ toAccount: 'shop@bank' }))).toMatchObject({ status: 'PAID' });
    expect(opened().answer(1, paid({ expectedAccount: 'a@b' }))).toMatchObject({ status: 'PAID' });
  });

  it('keeps what the provider said, for the person who looks', () => {
    const book = opened();
    book.answer(1, paid({ amountMinor: 400, currency: 'USD', toAccount: 'a@b' }));
    expect(book.history.at(-1)).toMatchObject({
      to: 'REVIEW',
      reason: 'amount',
      details: { amountMinor: 400, currency: 'USD', toAccount: 'a@b' },
    });
  });

  it('is REVIEW on a cancelled attempt', () => {
    const book = opened();
    book.cancel(1);
    expect(book.pay(1)).toMatchObject({ status: 'REVIEW', reviewReason: 'cancelled' });
    expect(book.told).toEqual(['created', 'cancelled', 'review']);
  });

  it('is REVIEW on an attempt that expired and was then cancelled', () => {
    const book = opened();
    book.now += LIFE_MS + GRACE_MS;
    book.answer(1, PENDING);
    book.cancel(1);
    expect(book.pay(1)).toMatchObject({ status: 'REVIEW', reviewReason: 'cancelled' });
    expect(book.told).not.toContain('paid');
  });

  it('is REVIEW on the $1 code of an order that now costs $100', () => {
    const book = new ReferenceBook();
    book.open(100);
    book.open(10_000, { replace: true });
    expect(book.pay(1)).toMatchObject({ status: 'REVIEW', reviewReason: 'replaced' });
    expect(book.told).toEqual(['created', 'created', 'review']);
    expect(book.pay(2)).toMatchObject({ status: 'PAID' });
    expect(book.raised('khqr.payment.paid')).toBe(1);
  });

  it('can still be PAID when the provider then reports what fits', () => {
    const book = opened();
    book.answer(1, paid({ amountMinor: 1 }));
    expect(book.pay(1)).toMatchObject({ status: 'PAID', reviewReason: null });
  });

  it('never pulls a PAID down', () => {
    const book = opened();
    book.pay(1);
    book.answer(1, paid({ amountMinor: 1 }));
    book.answer(1, CLAIMED);
    book.answer(1, REFUSED);
    expect(book.statuses).toEqual(['PAID']);
    expect(book.raised('khqr.payment.paid')).toBe(1);
    expect(book.raised('khqr.payment.review')).toBe(0);
  });

  it('on a PAID is a line of history and one alert, however often it is told', () => {
    const book = opened();
    book.claim(1);
    expect(book.answer(1, CLAIMED)).toMatchObject({ status: 'PAID', recovered: true });
    // The answer that was lost: goods for $5 may have gone out for one cent.
    for (let time = 0; time < 3; time += 1) book.answer(1, paid({ amountMinor: 1 }));
    expect(book.get(1)).toMatchObject({ status: 'PAID', reviewReason: 'amount', dueAt: null });
    expect(book.history.slice(2)).toMatchObject([
      { from: 'PAID', to: 'PAID', reason: 'amount', details: { amountMinor: 1 } },
    ]);
    expect(book.events.filter(({ alert }) => alert)).toMatchObject([
      {
        id: 'alert:paid-misfit:payment-1',
        paymentId: null,
        reference: null,
        alert: { kind: 'paid-misfit', message: expect.stringContaining('payment-1') },
      },
    ]);
  });

  it('that fits brings the receipt of a claim that was recovered', () => {
    const book = opened();
    const receipt = { hash: 'ab' };
    book.claim(1);
    book.answer(1, CLAIMED);
    expect(book.pay(1, { receipt })).toMatchObject({ status: 'PAID', receipt });
    expect(book.pay(1, { receipt: { hash: 'cd' } })).toMatchObject({ receipt });
  });
});

describe('"already claimed"', () => {
  it('is PAID and recovered while an answer of ours is lost', () => {
    const book = opened();
    book.claim(1);
    expect(book.answer(1, CLAIMED)).toMatchObject({ status: 'PAID', recovered: true });
  });

  it('leaves a person’s word: what was rejected is not fulfilled by a bare "already claimed"', () => {
    const book = opened();
    book.claim(1);
    book.answer(1, REFUSED);
    book.apply(resolveRule(book.get(1).id, { as: 'rejected', by: 'dara', reason: 'looked' }, 0));
    expect(book.answer(1, CLAIMED)).toMatchObject({ status: 'REJECTED' });
  });

  it('says nothing new of a payment that somebody else has claimed', () => {
    const book = opened();
    book.answer(1, CLAIMED);
    book.claim(1);
    expect(book.answer(1, REFUSED)).toMatchObject({ status: 'REVIEW', reviewReason: 'claimed' });
    expect(book.answer(1, CLAIMED)).toMatchObject({ status: 'REVIEW', reviewReason: 'claimed' });
  });

  it('is REVIEW where none is lost, or PAID with onForeignClaim', () => {
    expect(opened().answer(1, CLAIMED)).toMatchObject({
      status: 'REVIEW',
      reviewReason: 'claimed',
    });
    const record = opened().answer(1, CLAIMED, { onForeignClaim: 'paid' });
    expect(record).toMatchObject({ status: 'PAID', recovered: false });
  });

  it.each(['review', 'paid'] as const)(
    'is REVIEW on a cancelled attempt (%s)',
    (onForeignClaim) => {
      const book = opened();
      book.cancel(1);
      book.claim(1);
      expect(book.answer(1, CLAIMED, { onForeignClaim })).toMatchObject({
        status: 'REVIEW',
        reviewReason: 'cancelled',
      });
    },
  );

  it('gives way to what the provider then says of the money, told once', () => {
    const book = opened();
    const receipt = { hash: 'ab' };
    book.cancel(1);
    book.answer(1, CLAIMED);
    const told = book.answer(1, paid({ amountMinor: 500, paidAt: book.now, receipt }));
    const known = { reviewReason: 'cancelled', receipt, paidAt: book.now };
    expect(told).toMatchObject({ status: 'REVIEW', ...known });
    expect(book.answer(1, CLAIMED)).toMatchObject({ status: 'REVIEW', ...known });
    expect(book.told).toEqual(['created', 'cancelled', 'review']);
    expect(book.history.at(-1)).toMatchObject({
      from: 'REVIEW',
      to: 'REVIEW',
      reason: 'cancelled',
      details: { amountMinor: 500 },
    });
  });

  it('is forgotten as a doubt by the next good answer', () => {
    const book = opened();
    book.claim(1);
    book.answer(1, PENDING);
    expect(book.answer(1, CLAIMED)).toMatchObject({ status: 'REVIEW' });
  });
});

describe('a provider that refuses three times to answer', () => {
  it('makes a REVIEW for a person, and is asked once more when the code has ended', () => {
    const book = opened();
    expect(book.answer(1, REFUSED)).toMatchObject({
      status: 'REVIEW',
      reviewReason: 'refused',
      dueAt: book.get(1).expiresAt + GRACE_MS,
    });
    expect(book.answer(1, REFUSED)).toMatchObject({ status: 'REVIEW', dueAt: null });
  });

  it.each([
    ['paid', paid({ amountMinor: 500 }), { status: 'PAID', dueAt: null }],
    ['not paid', PENDING, { status: 'REVIEW', dueAt: null }],
  ] as const)('takes what it is told then: %s', (_, answer, after) => {
    const book = opened();
    book.answer(1, REFUSED);
    book.now = book.get(1).expiresAt + GRACE_MS;
    expect(book.answer(1, answer)).toMatchObject(after);
  });

  it('leaves the doubt of a lost answer: "already claimed" is our own claim later', () => {
    const book = opened();
    book.claim(1);
    expect(book.answer(1, REFUSED)).toMatchObject({ status: 'REVIEW', inDoubt: true });
    expect(book.answer(1, CLAIMED)).toMatchObject({ status: 'PAID', recovered: true });
  });
});
