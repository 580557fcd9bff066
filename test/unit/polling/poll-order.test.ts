import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextDueAt } from '../../../lib/polling/poll-order.js';

const GAP = 3000;
const plan = { gapMs: GAP, checksPerPayment: null, graceMs: 15_000 };

describe('nextDueAt', () => {
  it('never asks about one payment again within the gap', () => {
    const times = fc.integer({ min: 0, max: 2e12 });
    fc.assert(
      fc.property(times, times, times, times, (createdAt, expiresAt, checkedAt, watchedUntil) => {
        const position = { createdAt, expiresAt, checkedAt, watchedUntil };
        expect(nextDueAt(position, plan) - checkedAt).toBeGreaterThanOrEqual(GAP);
      }),
    );
  });

  it('under load goes round: nobody is asked twice before everybody has been asked once', () => {
    const queue = Array.from({ length: 100 }, (_, id) => ({ id, dueAt: id }));
    const asked: number[] = [];
    // One check each 100 ms: a round takes 10 s, three times the gap.
    for (let now = 1000; asked.length < 300; now += 100) {
      queue.sort((a, b) => a.dueAt - b.dueAt);
      const next = queue.find(({ dueAt }) => dueAt <= now);
      if (!next) continue;
      asked.push(next.id);
      const position = { createdAt: 0, expiresAt: 1e9, checkedAt: now + 40, watchedUntil: 0 };
      next.dueAt = nextDueAt(position, plan);
    }
    for (const round of [0, 100, 200]) {
      expect(new Set(asked.slice(round, round + 100)).size).toBe(100);
    }
  });

  it('spreads a number of checks over the life of a code, the last one behind its end', () => {
    const ages = (checksPerPayment: number, answerMs: number): number[] => {
      const asked: number[] = [];
      const position = { createdAt: 1000, expiresAt: 301_000, watchedUntil: 0 };
      for (let checkedAt = 1000; checkedAt < 301_000 + 15_000;) {
        const dueAt = nextDueAt({ ...position, checkedAt }, { ...plan, checksPerPayment });
        asked.push(dueAt - 1000);
        checkedAt = dueAt + answerMs;
      }
      return asked;
    };
    expect(ages(6, 40)).toEqual([50_000, 100_000, 150_000, 200_000, 250_000, 315_000]);
    expect(ages(1, 40)).toEqual([315_000]);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 0, max: 9000 }),
        (checks, ms) => {
          expect(ages(checks, ms).length).toBeLessThanOrEqual(checks);
        },
      ),
    );
  });
});
