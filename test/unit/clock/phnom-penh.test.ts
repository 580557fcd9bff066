import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextPhnomPenhMidnight, phnomPenhDay } from '../../../lib/clock/phnom-penh.js';

const at = (text: string): number => Date.parse(text);

describe('the day in Phnom Penh', () => {
  it('begins at 17:00 UTC', () => {
    expect(phnomPenhDay(at('1970-01-01T00:00:00+07:00'))).toBe(0);
    expect(phnomPenhDay(at('2026-11-22T16:59:59.999Z'))).toBe(
      phnomPenhDay(at('2026-11-21T17:00:00Z')),
    );
    expect(phnomPenhDay(at('2026-11-22T17:00:00Z'))).toBe(
      phnomPenhDay(at('2026-11-22T16:59:59.999Z')) + 1,
    );
  });

  it('ends at the next midnight, also when it is midnight', () => {
    const midnight = at('2026-11-23T00:00:00+07:00');
    expect(nextPhnomPenhMidnight(at('2026-11-22T00:00:00+07:00'))).toBe(midnight);
    expect(nextPhnomPenhMidnight(midnight - 1)).toBe(midnight);
    expect(nextPhnomPenhMidnight(midnight)).toBe(at('2026-11-24T00:00:00+07:00'));
  });

  it('is one number from one midnight to the next', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: at('2100-01-01T00:00:00Z') }), (now) => {
        const midnight = nextPhnomPenhMidnight(now);
        expect(midnight - now).toBeGreaterThan(0);
        expect(midnight - now).toBeLessThanOrEqual(24 * 3_600_000);
        expect(phnomPenhDay(midnight - 1)).toBe(phnomPenhDay(now));
        expect(phnomPenhDay(midnight)).toBe(phnomPenhDay(now) + 1);
      }),
    );
  });
});
