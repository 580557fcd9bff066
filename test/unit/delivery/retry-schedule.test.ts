import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DEFAULT_RETRY_DELAYS_MS, retryDelay } from '../../../lib/delivery/retry-schedule.js';

const HOUR = 3_600_000;

describe('the retry schedule', () => {
  it('grows from 5 s to 8 h and ends within 3 days', () => {
    const delays = [...DEFAULT_RETRY_DELAYS_MS];
    expect(delays[0]).toBe(5000);
    expect(delays.at(-1)).toBe(8 * HOUR);
    expect(delays).toEqual([...delays].sort((a, b) => a - b));
    const total = delays.reduce((sum, delay) => sum + delay, 0);
    expect(total).toBeGreaterThan(60 * HOUR);
    expect(total).toBeLessThanOrEqual(72 * HOUR);
  });

  it('waits after run n for the n-th delay, and gives up after the last', () => {
    expect([1, 2, 3, 4].map((attempt) => retryDelay(attempt, [10, 20, 30], 0.5))).toEqual([
      10,
      20,
      30,
      null,
    ]);
    expect(retryDelay(1, [], 0.5)).toBeNull();
  });

  it('spreads by a fifth to either side, in whole milliseconds', () => {
    expect(retryDelay(1, [1000], 0)).toBe(800);
    expect(retryDelay(1, [1000], 1)).toBe(1200);
    const randoms = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(randoms, fc.integer({ min: 1, max: 1e8 }), (random, delay) => {
        const wait = Number(retryDelay(1, [delay], random));
        expect(Number.isInteger(wait)).toBe(true);
        expect(Math.abs(wait - delay)).toBeLessThanOrEqual(delay / 5 + 0.5);
      }),
    );
  });
});
