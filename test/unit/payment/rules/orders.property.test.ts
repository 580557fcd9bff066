import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isSettled, statusRank } from '../../../../lib/payment/payment-status.js';
import type { PaymentRecord } from '../../../../lib/payment/payment-record.js';
import {
  CLAIMED,
  GAP_MS,
  GRACE_MS,
  LEASE_MS,
  LIFE_MS,
  paid,
  PENDING,
  ReferenceBook,
  REFUSED,
} from '../../../support/reference-book.js';

/** One thing that may happen to an order; `pick` chooses among its attempts. */
type Step =
  /** With `made` the code is there at once, as it mostly is. */
  | {
      readonly kind: 'ask';
      readonly amount: number;
      readonly replace: boolean;
      readonly made: boolean;
    }
  | {
      readonly kind: 'make' | 'refuse' | 'cancel' | 'adopt' | 'sweep' | 'lapse';
      readonly pick: number;
    }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'resolve'; readonly pick: number; readonly as: 'paid' | 'rejected' }
  | {
      readonly kind: 'answer';
      readonly pick: number;
      readonly lost: boolean;
      readonly what: 'pending' | 'expired' | 'fits' | 'misfit' | 'claimed' | 'refused';
    };

const pick = fc.nat(5);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('ask' as const),
      amount: fc.constantFrom(500, 500, 100, 10_000),
      replace: fc.boolean(),
      made: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('make', 'make', 'refuse', 'cancel', 'adopt', 'sweep', 'lapse', 'lapse'),
      pick,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      ms: fc.constantFrom(1, GAP_MS, LEASE_MS, LIFE_MS, LIFE_MS, 86_400_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('resolve' as const),
      pick,
      as: fc.constantFrom('paid' as const, 'rejected' as const),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      pick,
      lost: fc.boolean(),
      what: fc.constantFrom(
        'pending',
        'pending',
        'expired',
        'fits',
        'fits',
        'misfit',
        'claimed',
        'refused',
      ),
    }),
  },
);

const OBSERVED = {
  pending: PENDING,
  expired: { outcome: 'expired' },
  fits: paid({}),
  misfit: paid({ amountMinor: 7 }),
  claimed: CLAIMED,
  refused: REFUSED,
} as const;

/** Answers the price that the order has from now on, where the step sets one. */
function take(book: ReferenceBook, next: Step): number | undefined {
  if (next.kind === 'pass') {
    book.now += next.ms;
    return undefined;
  }
  if (next.kind === 'ask') {
    const { kind, record } = book.begin(next.amount, { replace: next.replace });
    if (next.made && kind === 'begun') book.activate(record.id);
    const isServed = kind === 'existing' || kind === 'wait';
    return kind === 'begun' || (isServed && next.replace) ? next.amount : undefined;
  }
  if (next.kind === 'adopt') book.adopt(`foreign ${next.pick}`, 500);
  if (next.kind === 'sweep') book.sweep();
  const record = book.attempts[next.pick % Math.max(1, book.attempts.length)];
  if (!record) return undefined;
  if (next.kind === 'make') book.activate(record.id);
  if (next.kind === 'refuse') book.fail(record.id);
  if (next.kind === 'lapse' && record.md5 !== null) {
    book.now = Math.max(book.now, record.expiresAt + GRACE_MS);
    book.answer(record.attempt, PENDING);
  }
  if (next.kind === 'cancel') book.cancel(record.attempt);
  if (next.kind === 'resolve') book.resolve(record.attempt, next.as);
  if (next.kind === 'answer' && record.md5 !== null) {
    if (next.lost) book.claim(record.attempt);
    book.answer(record.attempt, OBSERVED[next.what]);
  }
  return undefined;
}

interface Look {
  readonly before: readonly PaymentRecord[];
  readonly book: ReferenceBook;
  readonly next: Step;
  /** What the order costs by the last ask. */
  readonly price: number | undefined;
}

/** Runs the steps and looks after each. */
function run(steps: readonly Step[], look: (seen: Look) => void): ReferenceBook {
  const book = new ReferenceBook();
  let price: number | undefined;
  for (const next of steps) {
    const before = book.attempts;
    price = take(book, next) ?? price;
    look({ before, book, next, price });
  }
  return book;
}

/** Several codes first: most of what can go wrong needs more than one. */
const opening: fc.Arbitrary<Step> = fc.oneof(
  fc.constant({ kind: 'ask', amount: 500, replace: true, made: true } as const),
  fc.constant({ kind: 'pass', ms: LIFE_MS } as const),
  fc.record({ kind: fc.constant('adopt' as const), pick }),
);
const steps = fc
  .tuple(fc.array(opening, { maxLength: 6 }), fc.array(step, { maxLength: 30 }))
  .map(([first, rest]): readonly Step[] => [...first, ...rest]);
const RUNS = { numRuns: 2_000 };

/** `expect` at every step of every run would take most of the time. */
function must(good: boolean, promise: string): void {
  if (!good) throw new Error(`Broken: ${promise}`);
}

describe('whatever happens to an order', () => {
  it('no command of the shop, no time and no answer ever pulls a PAID down', () => {
    fc.assert(
      fc.property(steps, (given) => {
        run(given, ({ before, book }) => {
          for (const { attempt, status } of before) {
            const after = book.get(attempt);
            must(statusRank(after.status) >= statusRank(status), `${status} → ${after.status}`);
            must(after.status !== 'PAID' || after.dueAt === null, 'PAID is not asked about');
          }
        });
      }),
      RUNS,
    );
  });

  it('the first PAID is told once as paid, and every other one once as a duplicate', () => {
    fc.assert(
      fc.property(steps, (given) => {
        const book = run(given, () => undefined);
        const paidAttempts = book.attempts.filter(({ status }) => status === 'PAID').length;
        expect(book.raised('khqr.payment.paid')).toBe(Math.min(1, paidAttempts));
        expect(book.raised('khqr.payment.duplicate')).toBe(Math.max(0, paidAttempts - 1));
        const ids = book.events.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
      RUNS,
    );
  });

  it('money for another price than the one asked last, or for a cancelled attempt, is never PAID by the provider', () => {
    fc.assert(
      fc.property(steps, (given) => {
        run(given, ({ before, book, next, price }) => {
          if (next.kind !== 'answer') return;
          for (const { attempt, status, cancelled, amountMinor, md5 } of before) {
            if (status === 'PAID' || book.get(attempt).status !== 'PAID') continue;
            must(!cancelled, 'no PAID after a cancellation');
            must(md5?.startsWith('foreign') === true || amountMinor === price, 'the last price');
          }
        });
      }),
      RUNS,
    );
  });

  it('the Expired event comes exactly when nothing can be paid any more, once for what has expired by then', () => {
    fc.assert(
      fc.property(steps, (given) => {
        let seen = 0;
        run(given, ({ book }) => {
          const untold = book.attempts.some(
            (record) => record.status === 'EXPIRED' && !record.cancelled && !record.expiryRaised,
          );
          const open = book.attempts.some(({ status }) => status === 'PAID' || !isSettled(status));
          const raised = book.raised('khqr.payment.expired');
          must(!untold || open, 'what has expired is told when nothing is open');
          must(raised === seen || (raised === seen + 1 && !open), 'one event, and only then');
          seen = raised;
        });
      }),
      RUNS,
    );
  });

  it('every code that exists is asked about until it is settled by money, or its time is over', () => {
    fc.assert(
      fc.property(steps, (given) => {
        run(given, ({ book }) => {
          for (const { md5, status, dueAt, expiresAt } of book.attempts) {
            const watched = status === 'PENDING' || status === 'CANCELLED' || status === 'FAILED';
            if (md5 === null) must(dueAt === null, 'without a code there is nothing to ask');
            else if (watched && book.now <= expiresAt) must(dueAt !== null, 'it is watched');
          }
        });
      }),
      RUNS,
    );
  });

  it('attempts are numbered without a gap, and at most one is being made for one amount', () => {
    fc.assert(
      fc.property(steps, (given) => {
        run(given, ({ book }) => {
          const numbers = book.attempts.map(({ attempt }) => attempt);
          must(
            numbers.every((number, index) => number === index + 1),
            numbers.join(),
          );
          const making = book.attempts.filter(
            ({ status, leaseUntil }) => status === 'CREATING' && leaseUntil > book.now,
          );
          const amounts = making.map(({ amountMinor }) => amountMinor);
          must(new Set(amounts).size === amounts.length, 'one maker for each amount');
        });
      }),
      RUNS,
    );
  });
});
