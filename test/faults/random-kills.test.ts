import { randomInt } from 'node:crypto';
import { beforeAll, expect, it } from '@jest/globals';
import { SeededRandom } from '../../lib/clock/seeded.random.js';
import type { Effects } from './support/effects.js';
import { describeStore, FaultWorld, STORES, type StoreKind } from './support/fault.world.js';
import { KilledShop } from './support/killed.shop.js';

/** `KHQR_KILL_SEED` repeats the moments of a run, as far as processes allow. */
const SEED = Number(process.env.KHQR_KILL_SEED ?? randomInt(1_000_000));

// 100 rounds on each store.
const SHOPS = [
  { name: '44 kills, told again and again', claim: 'repeat', kills: 44, orders: 4, lost: 0.01 },
  { name: '44 kills, claimed once', claim: 'once', kills: 44, orders: 4, lost: 0.01 },
  { name: '12 kills, 120 orders, claimed once', claim: 'once', kills: 12, orders: 10, lost: 0.03 },
] as const;

interface Outcome {
  readonly kills: number;
  readonly paid: ReadonlySet<string>;
  readonly effects: Effects;
  readonly mostAtOnce: number;
}

async function run(store: StoreKind, shop: (typeof SHOPS)[number], seed: number): Promise<Outcome> {
  const { claim, lost } = shop;
  const random = new SeededRandom(seed);
  const chance = random.number.bind(random);
  const world = await FaultWorld.open({ store, claim, lost, errors: lost, chance });
  try {
    const killed = new KilledShop(world, new SeededRandom(seed + 0.5));
    for (let kill = 0; kill < shop.kills; kill += 1) {
      await killed.live(Array.from({ length: shop.orders }, (_, n) => `order-${kill}-${n}`));
    }
    await killed.finish();
    const { bank, effects } = world;
    return { kills: killed.kills, paid: bank.paid, effects, mostAtOnce: bank.audit.mostAtOnce };
  } finally {
    await world.close();
  }
}

for (const store of STORES) {
  describeStore(store, `a process killed at random (KHQR_KILL_SEED=${SEED})`, () => {
    let outcomes: readonly PromiseSettledResult<Outcome>[] = [];

    beforeAll(async () => {
      const runs = SHOPS.map((shop, index) => run(store, shop, SEED + index));
      outcomes = await Promise.allSettled(runs);
    }, 600_000);

    it.each(SHOPS)('$name: no order lost, none with two event ids, one effect', (shop) => {
      const outcome = outcomes[SHOPS.indexOf(shop)];
      if (outcome?.status !== 'fulfilled') throw outcome?.reason ?? new Error('It did not run.');
      const { kills, paid, effects, mostAtOnce } = outcome.value;
      expect(kills).toBe(shop.kills);
      expect(paid.size).toBe(shop.kills * shop.orders);
      expect(effects.lost(paid)).toEqual([]);
      expect(effects.wrong(paid)).toEqual([]);
      expect(effects.withTwoIds()).toEqual([]);
      expect(mostAtOnce).toBe(1);
    });
  });
}
