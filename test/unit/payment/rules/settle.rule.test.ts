import { describe, expect, it } from '@jest/globals';
import type { PaymentRecord } from '../../../../lib/payment/payment-record.js';
import {
  CLAIMED,
  GAP_MS,
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
    expect(book.told).toEqual(['created', 'paid']);
  });
});

describe('"already claimed"', () => {
  it('is PAID and recovered while an answer of ours is lost', () => {
    const book = opened();
    book.claim(1);
    expect(book.answer(1, CLAIMED)).toMatchObject({ status: 'PAID', recovered: true });
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

  it('is forgotten as a doubt by the next good answer', () => {
    const book = opened();
    book.claim(1);
    book.answer(1, PENDING);
    expect(book.answer(1, CLAIMED)).toMatchObject({ status: 'REVIEW' });
  });
});

describe('no money yet', () => {
  const END = (book: ReferenceBook): number => book.get(1).expiresAt;

  it.each([
    ['1 ms before the end and grace', GRACE_MS - 1, 'PENDING'],
    ['at the end and grace', GRACE_MS, 'EXPIRED'],
    ['1 ms after it', GRACE_MS + 1, 'EXPIRED'],
  ])('%s', (_when, offset, status) => {
    const book = opened();
    book.now = END(book) + offset;
    expect(book.answer(1, PENDING)).toMatchObject({ status, unpaidAt: book.now });
  });

  it('is judged by the clock of the provider who set the end', () => {
    const fast = opened();
    fast.now = END(fast) + GRACE_MS + 600_000;
    const serverTime = END(fast) + GRACE_MS - 1;
    expect(fast.answer(1, { ...PENDING, serverTime })?.status).toBe('PENDING');
    expect(fast.answer(1, { ...PENDING, serverTime: serverTime + 1 })?.status).toBe('EXPIRED');

    const ours = opened();
    ours.now = END(ours) + GRACE_MS;
    const record = ours.answer(1, { ...PENDING, serverTime: 0 }, { expiry: 'ours' });
    expect(record?.status).toBe('EXPIRED');
  });

  it('takes a provider at its word that ends a code early, after the grace', () => {
    const book = opened();
    book.now += 60_000;
    const at = book.now;
    expect(book.answer(1, { outcome: 'expired' })).toMatchObject({
      status: 'PENDING',
      expiresAt: at,
      dueAt: at + GRACE_MS,
    });
    book.now += GRACE_MS;
    expect(book.answer(1, { outcome: 'expired' })).toMatchObject({ status: 'EXPIRED' });
  });

  it('asks for late money +15 s, +1 min, +5 min and +30 min after the end, then never', () => {
    const book = opened();
    const end = END(book);
    const asked: number[] = [];
    book.now = end + GRACE_MS;
    for (let next: number | null = book.now; next !== null; next = book.get(1).dueAt) {
      book.now = next;
      asked.push(book.now - end);
      book.answer(1, PENDING);
    }
    expect(asked).toEqual([15_000, 60_000, 300_000, 1_800_000]);
    expect(book.told).toEqual(['created', 'expired']);
  });

  it.each([
    ['the provider ends it', { outcome: 'expired' }, GRACE_MS - 1],
    ['a tail check is due', PENDING, 14_999],
    ['a tail check is due', PENDING, 59_999],
  ] as const)('keeps the gap between two checks where %s: %j %p', (_what, observation, offset) => {
    const book = opened();
    book.now = END(book) + offset;
    const dueAt = book.answer(1, observation)?.dueAt ?? Infinity;
    expect(dueAt - book.now).toBeGreaterThanOrEqual(GAP_MS);
  });

  it('leaves a cancelled or failed attempt what it is, watched until the tail ends', () => {
    const book = opened();
    book.cancel(1);
    book.now = END(book) + GRACE_MS;
    expect(book.answer(1, PENDING)).toMatchObject({
      status: 'CANCELLED',
      dueAt: END(book) + 60_000,
    });
    book.now = END(book) + 1_800_000;
    expect(book.answer(1, PENDING)).toMatchObject({ status: 'CANCELLED', dueAt: null });
    expect(book.told).toEqual(['created', 'cancelled']);
  });

  it.each([
    ['REVIEW', (book: ReferenceBook) => book.answer(1, CLAIMED)],
    ['PAID', (book: ReferenceBook) => book.pay(1)],
    [
      'REJECTED',
      (book: ReferenceBook): PaymentRecord | null => {
        book.answer(1, CLAIMED);
        return book.resolve(1, 'rejected').record;
      },
    ],
  ])('does not put a %s back into the queue', (status, settle) => {
    const book = opened();
    settle(book);
    expect(book.answer(1, PENDING)).toMatchObject({ status, dueAt: null });
    book.now += LIFE_MS + GRACE_MS;
    expect(book.answer(1, { outcome: 'expired' })).toMatchObject({ status, dueAt: null });
  });

  it('is ignored from a check whose lease is over', () => {
    const book = opened();
    const lost = book.claim(1);
    book.claim(1);
    book.now = END(book) + GRACE_MS;
    const before = book.get(1);
    for (const observation of [PENDING, { outcome: 'expired' }, CLAIMED, REFUSED] as const) {
      book.settle(lost, observation);
    }
    expect(book.get(1)).toEqual(before);
  });

  it('answers null for a payment that is gone', () => {
    const book = opened();
    expect(book.settle({ id: 'gone', epoch: 1, inDoubtBefore: false }, PENDING)).toBeNull();
  });
});

describe('a provider that refuses three times to answer', () => {
  it('makes a REVIEW for a person', () => {
    expect(opened().answer(1, REFUSED)).toMatchObject({
      status: 'REVIEW',
      reviewReason: 'refused',
      dueAt: null,
    });
  });
});
