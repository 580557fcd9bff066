import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { statusRank, type PaymentStatus } from '../../../../lib/payment/payment-status.js';
import type { Settlement } from '../../../../lib/payment/rules/settle.rule.js';
import { GRACE_MS, LIFE_MS, ReferenceBook, START } from '../../../support/reference-book.js';

type Observed = Settlement['observation'];

interface Arrival {
  readonly observation: Observed;
  /** The check's answer had been lost before. */
  readonly inDoubtBefore: boolean;
  /** It arrives after its lease has gone to another check. */
  readonly stale: boolean;
  /** Milliseconds since the answer before. */
  readonly after: number;
}

const evidence = fc.constantFrom(
  {},
  { amountMinor: 500, currency: 'USD' },
  { amountMinor: 500, currency: 'USD', paidAt: START + 1_000 },
  { amountMinor: 499, currency: 'USD' },
  { amountMinor: null, currency: 'KHR' },
  { toAccount: 'thief@bank', expectedAccount: 'shop@bank' },
);
const observation: fc.Arbitrary<Observed> = fc.oneof(
  fc.constant({ outcome: 'pending' } as const),
  fc.constant({ outcome: 'expired' } as const),
  fc.constant({ outcome: 'expired', expiresAt: START + LIFE_MS } as const),
  fc.constant({ outcome: 'claimed' } as const),
  fc.constant({ outcome: 'refused' } as const),
  evidence.map((told) => ({ outcome: 'paid', evidence: told }) as const),
);
const arrival: fc.Arbitrary<Arrival> = fc.record({
  observation,
  inDoubtBefore: fc.boolean(),
  stale: fc.boolean(),
  after: fc.constantFrom(0, 1, 3_000, LIFE_MS, LIFE_MS + GRACE_MS),
});

const START_STATUSES = ['PENDING', 'FAILED', 'CANCELLED', 'EXPIRED', 'REVIEW', 'REJECTED'] as const;
type StartStatus = (typeof START_STATUSES)[number];

function inStatus(status: StartStatus): ReferenceBook {
  const book = new ReferenceBook();
  book.open(500);
  book.put(1, { status, cancelled: status === 'CANCELLED' });
  return book;
}

function deliver(book: ReferenceBook, { observation: told, inDoubtBefore, stale }: Arrival): void {
  const claim = { ...book.claim(1), inDoubtBefore };
  if (stale) book.claim(1);
  book.settle(claim, told);
}

/** What the documentation says of a set of answers, without the code's way of getting there. */
function expected(start: StartStatus, arrivals: readonly Arrival[]): PaymentStatus {
  let highest: PaymentStatus = start;
  for (const { observation: told, inDoubtBefore, stale } of arrivals) {
    const money =
      told.outcome === 'paid' || (told.outcome === 'claimed' && !stale && inDoubtBefore);
    const fits = told.outcome !== 'paid' || fitsOrder(told.evidence);
    let meant: PaymentStatus = 'PENDING';
    if (money) meant = fits && start !== 'CANCELLED' ? 'PAID' : 'REVIEW';
    else if (stale) meant = 'CREATING';
    else if (told.outcome === 'claimed' || told.outcome === 'refused') meant = 'REVIEW';
    else if (start === 'PENDING') meant = 'EXPIRED';
    if (statusRank(meant) > statusRank(highest)) highest = meant;
  }
  return highest;
}

function fitsOrder(told: Extract<Observed, { outcome: 'paid' }>['evidence']): boolean {
  return (
    (told.amountMinor === undefined || told.amountMinor === 500) &&
    (told.currency === undefined || told.currency === 'USD') &&
    told.toAccount === undefined
  );
}

describe('what a provider tells of one payment', () => {
  const start = fc.constantFrom(...START_STATUSES);

  it('ends in one status, in any order and any number of times, once the code has ended', () => {
    const picks = fc.array(fc.nat(), { maxLength: 12 });
    fc.assert(
      fc.property(
        start,
        fc.array(arrival, { minLength: 1, maxLength: 8 }),
        picks,
        (from, told, more) => {
          const again = more.flatMap((pick) => told[pick % told.length] ?? []);
          const orders = [told, [...told].reverse(), [...again, ...told, ...again]];
          const ends = orders.map((order) => {
            const book = inStatus(from);
            book.now = book.get(1).expiresAt + GRACE_MS;
            for (const one of order) deliver(book, one);
            return book.get(1).status;
          });
          expect(ends).toEqual(orders.map(() => expected(from, told)));
        },
      ),
      { numRuns: 1_500 },
    );
  });

  it('only ever moves it up, at whatever time it is told', () => {
    fc.assert(
      fc.property(start, fc.array(arrival, { maxLength: 12 }), (from, told) => {
        const book = inStatus(from);
        for (const one of told) {
          const before = book.get(1);
          book.now += one.after;
          deliver(book, one);
          const { status, epoch, dueAt, expiresAt } = book.get(1);
          expect(statusRank(status)).toBeGreaterThanOrEqual(statusRank(before.status));
          expect(epoch).toBeGreaterThan(before.epoch);
          expect(expiresAt).toBeLessThanOrEqual(before.expiresAt);
          if (status === 'PAID') expect(dueAt).toBeNull();
          if (status === 'EXPIRED' && before.status === 'PENDING') {
            expect(book.now).toBeGreaterThanOrEqual(expiresAt + GRACE_MS);
          }
        }
        expect(book.raised('khqr.payment.paid')).toBe(book.get(1).status === 'PAID' ? 1 : 0);
        for (const id of book.events.map((event) => event.id)) {
          expect(book.events.filter((event) => event.id === id)).toHaveLength(1);
        }
      }),
      { numRuns: 1_500 },
    );
  });

  it('writes a line of history for each change of status, and for nothing else', () => {
    fc.assert(
      fc.property(start, fc.array(arrival, { maxLength: 12 }), (from, told) => {
        const book = inStatus(from);
        const first = book.history.length;
        const moves: string[] = [];
        for (const one of told) {
          const before = book.get(1).status;
          book.now += one.after;
          deliver(book, one);
          const { status } = book.get(1);
          if (status !== before) moves.push(`${before} ${status}`);
        }
        const lines = book.history.slice(first).map(({ from: was, to }) => `${was ?? ''} ${to}`);
        expect(lines).toEqual(moves);
      }),
      { numRuns: 500 },
    );
  });
});
