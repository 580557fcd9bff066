import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  statusRank as rankOf,
  type PaymentStatus,
} from '../../../../lib/payment/payment-status.js';
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

const FITS = [
  {},
  { amountMinor: 500, currency: 'USD' },
  { amountMinor: 500, currency: 'USD', paidAt: START + 1_000 },
] as const;
const MISFITS = [
  { amountMinor: 499, currency: 'USD' },
  { amountMinor: null, currency: 'KHR' },
  { toAccount: 'thief@bank', expectedAccount: 'shop@bank' },
] as const;

/**
 * What may arrive about one payment. "Already claimed" is read by what went before it, which is no part of the answer: here all
 * such answers come after a lost one, and then the money is ours and fits, or none does.
 */
const arrivals = fc.boolean().chain((doubt) => {
  const evidence = fc.constantFrom(...(doubt ? FITS : [...FITS, ...MISFITS]));
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
    inDoubtBefore: fc.constant(doubt),
    stale: fc.boolean(),
    after: fc.constantFrom(0, 1, 3_000, LIFE_MS, LIFE_MS + GRACE_MS),
  });
  return fc.array(arrival, { minLength: 1, maxLength: 12 });
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
function expected(start: StartStatus, told: readonly Arrival[]): PaymentStatus {
  const meanings = told.map((one): PaymentStatus => meaning(start, one));
  return meanings.reduce(
    (highest, next) => (rankOf(next) > rankOf(highest) ? next : highest),
    start,
  );
}

function meaning(
  start: StartStatus,
  { observation: told, inDoubtBefore, stale }: Arrival,
): PaymentStatus {
  const money = start === 'CANCELLED' ? 'REVIEW' : 'PAID';
  if (told.outcome === 'paid') return fitsOrder(told.evidence) ? money : 'REVIEW';
  if (stale) return 'CREATING';
  switch (told.outcome) {
    case 'claimed':
      // A person looks at it already, and a bare claim tells nothing new.
      if (start === 'REVIEW' || start === 'REJECTED') return 'REVIEW';
      return inDoubtBefore ? money : 'REVIEW';
    case 'refused':
      return 'REVIEW';
    case 'pending':
    case 'expired':
      return start === 'PENDING' ? 'EXPIRED' : 'CREATING';
  }
}

function fitsOrder(told: Extract<Observed, { outcome: 'paid' }>['evidence']): boolean {
  return (
    (told.amountMinor === undefined || told.amountMinor === 500) &&
    (told.currency === undefined || told.currency === 'USD') &&
    told.toAccount === undefined
  );
}

/** `expect` at every step of every run would take most of the time. */
function must(good: boolean, promise: string): void {
  if (!good) throw new Error(`Broken: ${promise}`);
}

describe('what a provider tells of one payment', () => {
  const start = fc.constantFrom(...START_STATUSES);

  it('ends in one status, in any order and any number of times, once the code has ended', () => {
    const picks = fc.array(fc.nat(), { maxLength: 12 });
    fc.assert(
      fc.property(start, arrivals, picks, (from, told, more) => {
        const again = more.flatMap((pick) => told[pick % told.length] ?? []);
        const orders = [told, [...told].reverse(), [...again, ...told, ...again]];
        const ends = orders.map((order) => {
          const book = inStatus(from);
          book.now = book.get(1).expiresAt + GRACE_MS;
          for (const one of order) deliver(book, one);
          return book.get(1).status;
        });
        expect(ends).toEqual(orders.map(() => expected(from, told)));
      }),
      { numRuns: 1_500 },
    );
  });

  it('only ever moves it up, at whatever time it is told', () => {
    fc.assert(
      fc.property(start, arrivals, (from, told) => {
        const book = inStatus(from);
        for (const one of told) {
          const before = book.get(1);
          book.now += one.after;
          deliver(book, one);
          const { status, epoch, dueAt, expiresAt } = book.get(1);
          must(rankOf(status) >= rankOf(before.status), `${before.status} → ${status}`);
          must(epoch > before.epoch, 'a newer epoch');
          must(expiresAt <= before.expiresAt, 'an end that only comes nearer');
          must(status !== 'PAID' || dueAt === null, 'a PAID is not asked about');
          const ended = status === 'EXPIRED' && before.status === 'PENDING';
          must(!ended || book.now >= expiresAt + GRACE_MS, 'EXPIRED after the end and grace');
        }
        expect(book.raised('khqr.payment.paid')).toBe(book.get(1).status === 'PAID' ? 1 : 0);
        const ids = book.events.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: 1_500 },
    );
  });

  it('writes a line of history for each change of status or of what is wrong with the money, and for nothing else', () => {
    fc.assert(
      fc.property(start, arrivals, (from, told) => {
        const book = inStatus(from);
        const first = book.history.length;
        const moves: string[] = [];
        for (const one of told) {
          const before = book.get(1);
          book.now += one.after;
          deliver(book, one);
          const { status, reviewReason } = book.get(1);
          if (status !== before.status || reviewReason !== before.reviewReason) {
            moves.push(`${before.status} ${status}`);
          }
        }
        const lines = book.history.slice(first).map(({ from: was, to }) => `${was ?? ''} ${to}`);
        expect(lines).toEqual(moves);
      }),
      { numRuns: 500 },
    );
  });
});
