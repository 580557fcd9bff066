import { describe, expect, it } from '@jest/globals';
import {
  expectedDelayMs,
  isSlow,
  noteDelay,
  type Detection,
} from '../../../lib/polling/detection.js';

const LOAD = { gapMs: 3000, pending: 0, ratePerSecond: 100, batchSize: 1, tickMs: 1000 };

function after(delays: readonly number[], known: Detection | null = null): Detection {
  const last = delays.reduce<Detection | null>(noteDelay, known);
  if (last === null) throw new Error('no delays');
  return last;
}
const times = (count: number, delayMs: number): number[] =>
  Array.from({ length: count }, () => delayMs);

describe('the mean of the delays', () => {
  it('is the plain mean of the first ten', () => {
    expect(after([1000, 2000, 6000])).toEqual({ samples: 3, meanMs: 3000 });
  });

  it('follows a change within some thirty payments', () => {
    const slow = after(times(50, 60_000));
    expect(after(times(30, 4000), slow).meanMs).toBeLessThan(3 * 4000);
    expect(after(times(5, 4000), slow).meanMs).toBeGreaterThan(3 * 4000);
  });

  it('counts a payment from before an outage as five minutes late at most, and one from the future as in time', () => {
    expect(after([7_200_000]).meanMs).toBe(300_000);
    expect(after([-600_000]).meanMs).toBe(0);
  });
});

describe('what may be expected', () => {
  it('is a gap and a look while little waits', () => {
    expect(expectedDelayMs(LOAD)).toBe(4000);
  });

  it('grows by N / 2RB', () => {
    const busy = { ...LOAD, pending: 12_000 };
    expect(expectedDelayMs(busy)).toBe(4000 + 60_000);
    expect(expectedDelayMs({ ...busy, batchSize: 50 })).toBe(4000 + 1200);
    expect(expectedDelayMs({ ...busy, ratePerSecond: 200 })).toBe(4000 + 30_000);
  });
});

describe('slow', () => {
  it('is three times the expected, over at least 20 payments', () => {
    expect(isSlow(after(times(20, 12_001)), 4000)).toBe(true);
    expect(isSlow(after(times(20, 12_000)), 4000)).toBe(false);
    expect(isSlow(after(times(19, 300_000)), 4000)).toBe(false);
  });
});
