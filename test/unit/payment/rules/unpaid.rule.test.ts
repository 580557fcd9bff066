import { describe, expect, it } from '@jest/globals';
import type { PaymentRecord } from '../../../../lib/payment/payment-record.js';
import {
  CLAIMED,
  GAP_MS,
  GRACE_MS,
  LIFE_MS,
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
