import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SeededRandom } from '../../../lib/clock/seeded.random.js';

const numbers = (seed: number, count: number): number[] => {
  const random = new SeededRandom(seed);
  return Array.from({ length: count }, () => random.number());
};

describe('SeededRandom', () => {
  it('repeats a sequence from its seed, whatever the mixture of calls', () => {
    fc.assert(
      fc.property(fc.double(), fc.array(fc.boolean()), (seed, calls) => {
        const run = (): unknown[] => {
          const random = new SeededRandom(seed);
          return calls.map((id) => (id ? random.id() : random.number()));
        };
        expect(run()).toEqual(run());
      }),
    );
  });

  it('gives each seed a sequence of its own', () => {
    const seeds = [...Array.from({ length: 2000 }, (_, index) => index), 0.5, 2 ** 40, -1];
    const firsts = seeds.map((seed) => numbers(seed, 1)[0]);

    expect(new Set(firsts).size).toBe(seeds.length);
  });

  it('stays at one sequence for good', () => {
    // Pinned: a seed that has found a fault must find it again in the next release.
    expect(new SeededRandom(1).id()).toBe('QPZbbTjpRfrNF2Xkyh2pVg');
  });

  it.each([1, 2, 3, 12345])('spreads evenly over 0 ≤ n < 1 (seed %i)', (seed) => {
    const drawn = numbers(seed, 20_000);
    const buckets = new Array<number>(20).fill(0);
    for (const n of drawn) buckets[Math.floor(n * 20)] = (buckets[Math.floor(n * 20)] ?? 0) + 1;
    const chiSquared = buckets.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);

    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...drawn)).toBeLessThan(1);
    // 19 degrees of freedom: above 43.8 in one of a thousand good generators, and these seeds are fixed.
    expect(chiSquared).toBeLessThan(43.8);
  });

  it('spreads the first numbers of consecutive seeds as well', () => {
    const firsts = Array.from({ length: 4000 }, (_, seed) => numbers(seed, 1)[0] ?? 0);
    const mean = firsts.reduce((sum, n) => sum + n, 0) / firsts.length;

    expect(Math.abs(mean - 0.5)).toBeLessThan(0.02);
  });

  it('makes ids of 22 URL-safe characters, all different', () => {
    const random = new SeededRandom(7);
    const ids = Array.from({ length: 5000 }, () => random.id());

    expect(ids.every((id) => /^[\w-]{22}$/.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
