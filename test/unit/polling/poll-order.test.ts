import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextDueAt } from '../../../lib/polling/poll-order.js';

const GAP = 3000;

describe('nextDueAt', () => {
  it('never asks about one payment again within the gap', () => {
    const times = fc.integer({ min: 0, max: 2e12 });
    fc.assert(
      fc.property(times, times, times, times, (createdAt, expiresAt, checkedAt, watchedUntil) => {
        const position = { createdAt, expiresAt, checkedAt, watchedUntil, gapMs: GAP };
        expect(nextDueAt(position) - checkedAt).toBeGreaterThanOrEqual(GAP);
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
      next.dueAt = nextDueAt({
        createdAt: 0,
        expiresAt: 1e9,
        checkedAt: now + 40,
        watchedUntil: 0,
        gapMs: GAP,
      });
    }
    for (const round of [0, 100, 200]) {
      expect(new Set(asked.slice(round, round + 100)).size).toBe(100);
    }
  });
});
