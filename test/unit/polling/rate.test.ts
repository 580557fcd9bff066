import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { returnTokens, takeTokens } from '../../../lib/polling/rate.js';

const NOW = Date.UTC(2026, 10, 22);

/** Someone who asks now and then. Milliseconds since the last time, and how much. */
const asks = fc.array(
  fc.record({ after: fc.integer({ min: 0, max: 3000 }), want: fc.integer({ min: 0, max: 400 }) }),
  { minLength: 1, maxLength: 60, size: 'max' },
);
const rates = fc.double({ min: 0.2, max: 1000, noNaN: true });
const tolerances = fc.integer({ min: 0, max: 500 });

describe('takeTokens', () => {
  it('grants in no window more than the rate, what the tolerance lets through, and one', () => {
    fc.assert(
      fc.property(asks, rates, tolerances, (sequence, rate, tolerance) => {
        let tat = 0;
        let now = NOW;
        const granted: { at: number; count: number }[] = [];
        for (const { after, want } of sequence) {
          now += after;
          const grant = takeTokens(tat, now, want, rate, tolerance);
          const sound = grant.granted >= 0 && grant.granted <= want;
          expect(sound && Number.isInteger(grant.granted)).toBe(true);
          tat = grant.tat;
          granted.push({ at: now, count: grant.granted });
        }
        // How far any window is above what it may hold; a double keeps these times to a quarter of a microsecond.
        const excess = granted.flatMap((first, from) => {
          let sum = 0;
          return granted.slice(from).map(({ at, count }) => {
            sum += count;
            return sum - (rate * (at - first.at + tolerance)) / 1000 - 1;
          });
        });
        expect(Math.max(...excess)).toBeLessThanOrEqual(0.01);
      }),
    );
  });

  it('says when the next token is there: not a millisecond earlier, and surely then', () => {
    fc.assert(
      fc.property(rates, tolerances, fc.integer({ min: 0, max: 50 }), (rate, tolerance, ran) => {
        const tat = NOW + (ran * 1000) / rate;
        const { granted, tat: after, retryAt } = takeTokens(tat, NOW, 1e6, rate, tolerance);
        // A double holds these times to a quarter of a microsecond, which is the whole error.
        expect(retryAt).toBeGreaterThan(NOW - 0.01);
        expect(takeTokens(after, retryAt - 0.01, 1, rate, tolerance).granted).toBe(0);
        expect(takeTokens(after, retryAt + 0.01, 1, rate, tolerance).granted).toBe(1);
        expect(granted).toBeLessThanOrEqual((rate * tolerance) / 1000 + 1.01);
      }),
    );
  });

  it('gives an asker who always wants more the whole rate', () => {
    const [rate, seconds] = [500, 20];
    let tat = 0;
    let sum = 0;
    for (let at = NOW; at < NOW + seconds * 1000; at += 100) {
      const grant = takeTokens(tat, at, 1000, rate, 150);
      tat = grant.tat;
      sum += grant.granted;
    }
    expect(sum).toBeGreaterThanOrEqual(rate * seconds);
    expect(sum).toBeLessThanOrEqual(rate * seconds * 1.01);
  });

  it('does not save up what nobody asked for', () => {
    const { tat } = takeTokens(0, NOW, 1, 10, 150);
    expect(takeTokens(tat, NOW + 3_600_000, 100, 10, 150).granted).toBe(2);
  });

  it('changes nothing where nothing is granted', () => {
    const { tat } = takeTokens(0, NOW, 100, 10, 150);
    expect(takeTokens(tat, NOW, 5, 10, 150)).toMatchObject({ tat, granted: 0 });
    expect(takeTokens(0, NOW, 0, 10, 150)).toMatchObject({ tat: 0, granted: 0 });
  });

  it('takes back what was not used', () => {
    const first = takeTokens(0, NOW, 2, 10, 150);
    const returned = returnTokens(first.tat, 2, 10);
    expect(takeTokens(returned, NOW, 9, 10, 150).granted).toBe(first.granted);
  });
});
