import { describe, expect, it } from '@jest/globals';
import { cancelRule, resolveRule } from '../../../../lib/payment/rules/command.rules.js';
import {
  CLAIMED,
  GRACE_MS,
  LEASE_MS,
  paid,
  PENDING,
  POLICY,
  REFUSED,
  ReferenceBook,
} from '../../../support/reference-book.js';

function opened(): ReferenceBook {
  const book = new ReferenceBook();
  book.open(500);
  return book;
}

/** Lets an attempt end unpaid. */
function expire(book: ReferenceBook, attempt: number): void {
  book.now = Math.max(book.now, book.get(attempt).expiresAt + GRACE_MS);
  book.answer(attempt, PENDING);
}

describe('cancelling', () => {
  it('ends an open attempt, with one event, and keeps watching its code', () => {
    const book = opened();
    const { dueAt } = book.get(1);
    expect(book.cancel(1)).toMatchObject({ status: 'CANCELLED', cancelled: true, dueAt });
    book.cancel(1);
    expect(book.told).toEqual(['created', 'cancelled']);
  });

  it('changes nothing about a PAID', () => {
    const book = opened();
    book.pay(1);
    const before = book.get(1);
    expect(book.cancel(1)).toEqual(before);
    expect(book.told).toEqual(['created', 'paid']);
  });

  it.each([
    ['FAILED', (book: ReferenceBook) => book.fail(book.get(1).id)],
    ['EXPIRED', (book: ReferenceBook) => expire(book, 1)],
    ['REVIEW', (book: ReferenceBook) => book.answer(1, CLAIMED)],
  ])('leaves a %s where it is, and turns money that still comes into REVIEW', (status, end) => {
    const book = new ReferenceBook();
    const { record } = book.begin(500);
    if (status !== 'FAILED') book.activate(record.id);
    end(book);
    expect(book.cancel(1)).toMatchObject({ status, cancelled: true });
    book.activate(record.id);
    expect(book.pay(1)).toMatchObject({ status: 'REVIEW' });
    expect(book.told).not.toContain('cancelled');
    expect(book.told).not.toContain('paid');
  });

  it('answers null for a payment that is gone', () => {
    const resolution = { as: 'paid', by: 'dara', reason: 'looked' } as const;
    expect(opened().apply(cancelRule('gone', 0))).toBeNull();
    expect(opened().apply(resolveRule('gone', resolution, 0))).toEqual({
      record: null,
      resolved: false,
    });
  });
});

describe('a person who looks at a REVIEW', () => {
  it('makes it PAID, with the event and with who and why in the history', () => {
    const book = opened();
    book.answer(1, paid({ amountMinor: 499, paidAt: book.now }));
    const { paidAt } = book.get(1);
    book.now += 3_600_000;
    expect(book.resolve(1, 'paid')).toMatchObject({
      resolved: true,
      record: { status: 'PAID', paidAt, reviewReason: null },
    });
    expect(book.told).toEqual(['created', 'review', 'paid']);
    expect(book.history.at(-1)).toMatchObject({ details: { by: 'dara', reason: 'looked' } });
  });

  it('is told of a duplicate where the order is paid already', () => {
    const book = new ReferenceBook();
    book.open(100);
    book.open(500, { replace: true });
    book.pay(1);
    book.pay(2);
    book.resolve(1, 'paid');
    expect(book.statuses).toEqual(['PAID', 'PAID']);
    expect(book.raised('khqr.payment.paid')).toBe(1);
    expect(book.raised('khqr.payment.duplicate')).toBe(1);
  });

  it('ends the doubt that a lost answer has left: a PAID is not asked about again, so nothing else would', () => {
    const book = opened();
    book.answer(1, REFUSED);
    book.put(1, { dueAt: book.now, inDoubt: true });
    book.resolve(1, 'paid');
    expect(book.get(1)).toMatchObject({ status: 'PAID', inDoubt: false, dueAt: null });
  });

  it('ends the lease of a check on its way, whose late answer must not bring the PAID back into the queue', () => {
    const book = opened();
    book.answer(1, REFUSED);
    const claim = book.claim(1);
    book.resolve(1, 'paid');
    expect(book.get(1)).toMatchObject({ inDoubt: false, leaseOwner: null, leaseUntil: 0 });
    expect(book.get(1).epoch).toBeGreaterThan(claim.epoch);
    const before = book.get(1);
    book.settle(claim, PENDING);
    book.settle(claim, CLAIMED);
    expect(book.get(1)).toEqual(before);
  });

  it('rejects it, after which only the provider can still make it PAID', () => {
    const book = opened();
    book.answer(1, CLAIMED);
    expect(book.resolve(1, 'rejected')).toMatchObject({ record: { status: 'REJECTED' } });
    expect(book.resolve(1, 'paid')).toMatchObject({ resolved: false });
    book.answer(1, CLAIMED);
    expect(book.statuses).toEqual(['REJECTED']);
    expect(book.pay(1)).toMatchObject({ status: 'PAID' });
  });

  it('ends the questions: a check on its way does not put what was rejected back', () => {
    const book = new ReferenceBook();
    book.open(500);
    const earlier = book.claim(1);
    book.answer(1, REFUSED);
    const { epoch } = book.get(1);
    book.resolve(1, 'rejected');
    expect(book.get(1)).toMatchObject({ status: 'REJECTED', dueAt: null, inDoubt: false });
    expect(book.get(1).epoch).toBe(epoch + 1);
    expect(book.settle(earlier, PENDING)).toMatchObject({ status: 'REJECTED', dueAt: null });
  });

  it.each(['PENDING', 'PAID', 'EXPIRED'] as const)('cannot resolve a %s', (status) => {
    const book = opened();
    if (status === 'PAID') book.pay(1);
    if (status === 'EXPIRED') expire(book, 1);
    expect(book.resolve(1, 'paid')).toMatchObject({ resolved: false, record: { status } });
    expect(book.resolve(1, 'rejected')).toMatchObject({ resolved: false, record: { status } });
  });
});

describe('the Expired event of an order', () => {
  it('waits while another attempt is open, and comes once', () => {
    const book = opened();
    book.now += 200_000;
    book.open(600, { replace: true });
    expire(book, 1);
    expect(book.statuses).toEqual(['EXPIRED', 'PENDING']);
    expect(book.raised('khqr.payment.expired')).toBe(0);
    expire(book, 2);
    expect(book.raised('khqr.payment.expired')).toBe(1);
    expect(book.events.at(-1)?.paymentId).toBe(book.get(2).id);
  });

  it.each([
    ['being made', (book: ReferenceBook) => void book.begin(600)],
    ['under review', (book: ReferenceBook) => void (book.open(600), book.answer(2, CLAIMED))],
  ])('waits while another attempt is %s', (_what, open) => {
    const book = opened();
    book.now = book.get(1).expiresAt;
    open(book);
    expire(book, 1);
    expect(book.raised('khqr.payment.expired')).toBe(0);
  });

  it('never comes for an order that is paid by another attempt', () => {
    const book = opened();
    book.now = book.get(1).expiresAt;
    book.open(500);
    book.pay(2);
    expire(book, 1);
    expect(book.statuses).toEqual(['EXPIRED', 'PAID']);
    expect(book.told).not.toContain('expired');
  });

  it.each([
    ['is cancelled', (book: ReferenceBook) => void book.cancel(2)],
    [
      'is rejected',
      (book: ReferenceBook) => void (book.answer(2, CLAIMED), book.resolve(2, 'rejected')),
    ],
  ])('comes when the attempt that held it back %s', (_how, end) => {
    const book = opened();
    book.now = book.get(1).expiresAt;
    book.open(500);
    expire(book, 1);
    expect(book.raised('khqr.payment.expired')).toBe(0);
    end(book);
    expect(book.raised('khqr.payment.expired')).toBe(1);
    expect(book.events.at(-1)?.paymentId).toBe(book.get(1).id);
  });

  it.each([
    ['refused', (book: ReferenceBook) => void book.fail(book.get(2).id)],
    [
      'given up',
      (book: ReferenceBook) => {
        book.now += LEASE_MS;
        book.sweep();
      },
    ],
  ])('comes when the create that held it back is %s', (_how, end) => {
    const book = opened();
    book.now = book.get(1).expiresAt + GRACE_MS - 1;
    book.begin(500);
    expire(book, 1);
    expect(book.raised('khqr.payment.expired')).toBe(0);
    end(book);
    expect(book.raised('khqr.payment.expired')).toBe(1);
  });

  it('does not come for an attempt that the shop itself has cancelled', () => {
    const book = opened();
    book.cancel(1);
    expire(book, 1);
    expect(book.told).toEqual(['created', 'cancelled']);
  });

  it('is delivered `releaseAfterMs` after the last end, and at once where that is past', () => {
    const book = new ReferenceBook({ ...POLICY, releaseAfterMs: 600_000 });
    book.open(500);
    const { expiresAt } = book.get(1);
    expire(book, 1);
    expect(book.events.at(-1)).toMatchObject({ deliverAt: expiresAt + 600_000 });

    const late = new ReferenceBook({ ...POLICY, releaseAfterMs: 1_000 });
    late.open(500);
    expire(late, 1);
    expect(late.events.at(-1)).toMatchObject({ deliverAt: late.now, occurredAt: late.now });
  });
});

describe('what time alone does', () => {
  it('fails a create whose maker died, when its lease has ended', () => {
    const book = new ReferenceBook();
    book.begin(500);
    book.now += LEASE_MS - 1;
    book.sweep();
    expect(book.statuses).toEqual(['CREATING']);
    book.now += 1;
    book.sweep();
    expect(book.get(1)).toMatchObject({ status: 'FAILED', leaseOwner: null, leaseUntil: 0 });
  });

  it('tells of a payment without a good answer once, a minute after end and grace, and leaves it PENDING', () => {
    const book = opened();
    const { expiresAt } = book.get(1);
    book.now = expiresAt + GRACE_MS + 59_999;
    book.sweep();
    expect(book.told).toEqual(['created']);
    book.now += 1;
    book.sweep();
    book.sweep();
    expect(book.told).toEqual(['created', 'unresolved']);
    expect(book.statuses).toEqual(['PENDING']);
    book.now = expiresAt + 2 * 3_600_000;
    book.sweep();
    expect(book.told).toEqual(['created', 'unresolved']);
    expect(book.answer(1, PENDING)).toMatchObject({ status: 'EXPIRED' });
  });

  it('does not call unresolved what is only within a long grace', () => {
    const book = new ReferenceBook({ ...POLICY, graceMs: 600_000 });
    book.open(500);
    book.now = book.get(1).expiresAt + 599_999;
    book.answer(1, PENDING);
    book.sweep();
    expect(book.told).toEqual(['created']);
  });
});
