import { describe, expect, it } from '@jest/globals';
import { eventAfterCommit, expiredAfterPaid, noIntent, paidBoundToEpoch } from './mutations.js';
import { simulate } from './simulation.js';
import type { ViolationKind } from './violation.log.js';
import type { Mutation } from './world.js';

const MINUTES = 60_000;
const SEEDS = 300;
const SQL_SEEDS = 10;
/** A broken rule must be seen within so many seeds. */
const CAUGHT_WITHIN = 400;

async function failures(from: number, to: number, store: 'memory' | 'sqlite'): Promise<string[]> {
  const lines: string[] = [];
  for (let seed = from; seed <= to; seed += 1) {
    const { violations } = await simulate({ seed, store });
    lines.push(...violations.map(({ kind, text }) => `seed ${seed}: ${kind}: ${text}`));
  }
  return lines;
}

/** The first seed that shows a violation of one of these kinds; null: none does. */
async function caughtBy(
  mutation: Mutation,
  kinds: readonly ViolationKind[],
): Promise<number | null> {
  for (let seed = 1; seed <= CAUGHT_WITHIN; seed += 1) {
    const { violations } = await simulate({ seed, mutation });
    if (violations.some(({ kind }) => kinds.includes(kind))) return seed;
  }
  return null;
}

describe('the simulation', () => {
  it(
    'shows no violation in memory',
    async () => {
      expect(await failures(1, SEEDS, 'memory')).toEqual([]);
    },
    10 * MINUTES,
  );

  it(
    'shows no violation on SQL',
    async () => {
      expect(await failures(1, SQL_SEEDS, 'sqlite')).toEqual([]);
    },
    5 * MINUTES,
  );

  it.each(['memory', 'sqlite'] as const)(
    'does the same again from the same seed on %s',
    async (store) => {
      for (const seed of [7, 8]) {
        const first = await simulate({ seed, store });
        const second = await simulate({ seed, store });
        expect(second).toEqual(first);
      }
      const [one, other] = [await simulate({ seed: 7, store }), await simulate({ seed: 9, store })];
      expect(one.hash).not.toBe(other.hash);
    },
    2 * MINUTES,
  );

  it('does at least what each run must hold', async () => {
    const claims = new Set<string>();
    for (let seed = 1; seed <= 4; seed += 1) {
      const { figures } = await simulate({ seed });
      claims.add(figures.claim);
      expect(figures.payments).toBeGreaterThanOrEqual(20);
      expect(figures.replicas).toBeGreaterThanOrEqual(2);
      expect(figures.crashes).toBeGreaterThanOrEqual(2);
      expect(figures.virtualMs).toBeGreaterThanOrEqual(60 * MINUTES);
    }
    expect([...claims].sort()).toEqual(['once', 'repeat']);
  });
});

describe('a broken rule is caught', () => {
  const cases: readonly (readonly [string, Mutation, readonly ViolationKind[]])[] = [
    ['PAID bound to the epoch', paidBoundToEpoch, ['lost-money']],
    ['the event written after the commit', eventAfterCommit, ['unhandled']],
    ['no written intent', noIntent, ['lost-money']],
    ['an Expired handler after PAID', expiredAfterPaid, ['release-after-paid']],
  ];

  it.each(cases)(
    '%s',
    async (_name, mutation, kinds) => {
      expect(await caughtBy(mutation, kinds)).not.toBeNull();
    },
    10 * MINUTES,
  );
});
