import { describe, expect, it } from '@jest/globals';
import {
  CLAIMED,
  LEASE_MS,
  LIFE_MS,
  PENDING,
  ReferenceBook,
} from '../../../support/reference-book.js';

describe('asking to be paid', () => {
  it('begins attempt 1, leased to the asker and not yet in the queue', () => {
    const book = new ReferenceBook();
    const { kind, record } = book.begin(500);
    expect(kind).toBe('begun');
    expect(record).toMatchObject({
      attempt: 1,
      status: 'CREATING',
      md5: null,
      dueAt: null,
      leaseOwner: 'desk',
      leaseUntil: book.now + LEASE_MS,
    });
  });

  it('answers the open attempt again for the same amount and currency', () => {
    const book = new ReferenceBook();
    const { id } = book.open(500);
    expect(book.begin(500)).toMatchObject({ kind: 'existing', record: { id } });
    expect(book.attempts).toHaveLength(1);
  });

  it('waits for whoever is making the code now, and begins anew when that lease has ended', () => {
    const book = new ReferenceBook();
    const { record } = book.begin(500);
    expect(book.begin(500)).toMatchObject({ kind: 'wait', record: { id: record.id } });
    book.now += LEASE_MS - 1;
    expect(book.begin(500)).toMatchObject({ kind: 'wait' });
    book.now += 1;
    expect(book.begin(500)).toMatchObject({ kind: 'begun', record: { attempt: 2 } });
    expect(book.statuses).toEqual(['FAILED', 'CREATING']);
    expect(book.history).toContainEqual({
      paymentId: record.id,
      from: 'CREATING',
      to: 'FAILED',
      reason: 'create-abandoned',
    });
  });

  it.each([
    ['another amount', 600, 'USD'],
    ['another currency', 500, 'KHR'],
  ] as const)('refuses %s while an attempt is open', (_what, amount, currency) => {
    const book = new ReferenceBook();
    const { id } = book.open(500);
    const before = book.attempts;
    expect(book.begin(amount, { currency })).toMatchObject({ kind: 'conflict', record: { id } });
    expect(book.attempts).toEqual(before);
  });

  it('also refuses it while the other code is still being made', () => {
    const book = new ReferenceBook();
    book.begin(500);
    expect(book.begin(600).kind).toBe('conflict');
    expect(book.attempts).toHaveLength(1);
  });

  it('makes a new attempt with `replace`, and keeps watching the old code', () => {
    const book = new ReferenceBook();
    const old = book.open(100);
    book.open(10_000, { replace: true });
    expect(book.statuses).toEqual(['PENDING', 'PENDING']);
    expect(book.get(1)).toMatchObject({ replaced: true, dueAt: old.dueAt, status: 'PENDING' });
    expect(book.get(2)).toMatchObject({ replaced: false });
  });

  it('answers an open attempt whichever it is: the first one, when the amount goes back', () => {
    const book = new ReferenceBook();
    const first = book.open(500);
    book.open(600, { replace: true });
    const again = book.begin(500, { replace: true });
    expect(again).toMatchObject({ kind: 'existing', record: { id: first.id } });
    expect(book.attempts.map(({ replaced }) => replaced)).toEqual([false, true]);
  });

  it('a late repeat of an old call answers the old code, but does not bring its price back', () => {
    const book = new ReferenceBook();
    const first = book.open(100);
    book.open(10_000, { replace: true });
    expect(book.begin(100)).toMatchObject({ kind: 'existing', record: { id: first.id } });
    expect(book.pay(1)).toMatchObject({ status: 'REVIEW', reviewReason: 'replaced' });
    expect(book.pay(2)).toMatchObject({ status: 'PAID' });
  });

  it('`replace` brings an old price back: its code can be paid again', () => {
    const book = new ReferenceBook();
    book.open(100);
    book.open(10_000, { replace: true });
    book.begin(100, { replace: true });
    expect(book.pay(2)).toMatchObject({ status: 'REVIEW', reviewReason: 'replaced' });
    expect(book.pay(1)).toMatchObject({ status: 'PAID' });
  });

  it('holds the old price back as soon as the new one is asked again', () => {
    const book = new ReferenceBook();
    book.open(100);
    book.open(10_000, { replace: true });
    book.begin(100);
    expect(book.begin(10_000)).toMatchObject({ kind: 'existing', record: { attempt: 2 } });
    expect(book.pay(1)).toMatchObject({ status: 'REVIEW', reviewReason: 'replaced' });
    expect(book.told).not.toContain('paid');
  });

  it('does not hold an older code of the same amount against its payer', () => {
    const book = new ReferenceBook();
    book.open(500);
    book.now += LIFE_MS;
    book.open(500);
    expect(book.get(1).replaced).toBe(false);
    expect(book.pay(1)).toMatchObject({ status: 'PAID' });
  });

  it('counts a code past its end as closed, though it is still watched', () => {
    const book = new ReferenceBook();
    const first = book.open(500);
    book.now = first.expiresAt - 1;
    expect(book.begin(500).kind).toBe('existing');
    book.now = first.expiresAt;
    expect(book.begin(500)).toMatchObject({ kind: 'begun', record: { attempt: 2 } });
    expect(book.get(1)).toMatchObject({ status: 'PENDING', dueAt: first.dueAt });
  });

  it('does not need `replace` once every other attempt has ended unpaid', () => {
    const book = new ReferenceBook();
    book.open(500);
    book.cancel(1);
    expect(book.begin(600)).toMatchObject({ kind: 'begun', record: { attempt: 2 } });
    expect(book.get(1)).toMatchObject({ status: 'CANCELLED', replaced: true });
  });

  it('counts a payment under review as open', () => {
    const book = new ReferenceBook();
    book.open(500);
    book.answer(1, CLAIMED);
    expect(book.begin(500)).toMatchObject({ kind: 'existing', record: { status: 'REVIEW' } });
    expect(book.begin(600).kind).toBe('conflict');
    expect(book.begin(600, { replace: true }).kind).toBe('begun');
  });

  it('answers the paid attempt for ever, whatever is asked', () => {
    const book = new ReferenceBook();
    const { id } = book.open(500);
    book.open(600, { replace: true });
    book.pay(2);
    const paid = { kind: 'paid', record: { attempt: 2, status: 'PAID' } };
    expect(book.begin(500)).toMatchObject(paid);
    expect(book.begin(700, { replace: true })).toMatchObject(paid);
    expect(book.get(1).id).toBe(id);
    expect(book.attempts).toHaveLength(2);
  });

  it('counts attempts up for each reference, whatever became of them', () => {
    const book = new ReferenceBook();
    book.fail(book.begin(500).record.id);
    book.fail(book.begin(500).record.id);
    book.open(500);
    book.answer(3, PENDING);
    expect(book.attempts.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(book.statuses).toEqual(['FAILED', 'FAILED', 'PENDING']);
  });
});

describe('the code of an attempt', () => {
  it('makes it PENDING with one Created event, due one gap later', () => {
    const book = new ReferenceBook();
    const { id } = book.open(500);
    expect(book.get(1)).toMatchObject({
      status: 'PENDING',
      md5: `md5 of ${id}`,
      dueAt: book.now + 3_000,
      leaseOwner: null,
      leaseUntil: 0,
    });
    book.activate(id);
    expect(book.told).toEqual(['created']);
  });

  it('is watched but not shown where the attempt was cancelled or given up meanwhile', () => {
    const book = new ReferenceBook();
    const { record } = book.begin(500);
    book.cancel(1);
    book.activate(record.id);
    expect(book.get(1)).toMatchObject({ status: 'CANCELLED', md5: `md5 of ${record.id}` });
    expect(book.get(1).dueAt).not.toBeNull();
    expect(book.told).toEqual(['cancelled']);
    expect(book.pay(1)).toMatchObject({ status: 'REVIEW', reviewReason: 'cancelled' });
  });

  it('still counts as money when its create had been given up for lost', () => {
    const book = new ReferenceBook();
    const { record } = book.begin(500);
    book.now += LEASE_MS;
    book.sweep();
    expect(book.statuses).toEqual(['FAILED']);
    book.activate(record.id);
    expect(book.pay(1)).toMatchObject({ status: 'PAID' });
  });

  it('fails only what is still being made', () => {
    const book = new ReferenceBook();
    const { id } = book.open(500);
    expect(book.fail(id)).toMatchObject({ status: 'PENDING' });
  });
});

describe('a code made elsewhere', () => {
  it('becomes the next attempt, due at once, and no Created event', () => {
    const book = new ReferenceBook();
    expect(book.adopt('a', 500)).toMatchObject({
      kind: 'adopted',
      record: { attempt: 1, status: 'PENDING', md5: 'a', dueAt: book.now, verified: false },
    });
    expect(book.told).toEqual([]);
  });

  it('is the same payment for the same md5, also after it was paid', () => {
    const book = new ReferenceBook();
    const { record } = book.adopt('a', 500);
    expect(book.adopt('a', 500)).toMatchObject({ kind: 'existing', record: { id: record.id } });
    book.pay(1);
    expect(book.adopt('a', 500)).toMatchObject({ kind: 'existing', record: { status: 'PAID' } });
  });

  it('is refused for an order that is paid', () => {
    const book = new ReferenceBook();
    book.adopt('a', 500);
    book.pay(1);
    expect(book.adopt('b', 500)).toMatchObject({ kind: 'paid', record: { md5: 'a' } });
  });
});
