import { expect } from '@jest/globals';
import { FaultWorld, type StoreKind } from './fault.world.js';
import { KilledShop } from './killed.shop.js';

const ORDERS_A_ROUND = 4;

/** Orders come in, are paid, and the process is killed at any moment, so many times; nothing may be lost. */
export async function killAtRandom(store: StoreKind, rounds: number): Promise<void> {
  const world = await FaultWorld.open({ store, claim: 'once', lost: 0.01, errors: 0.01 });
  const shop = new KilledShop(world);
  try {
    for (let round = 0; round < rounds; round += 1) {
      const orders = Array.from({ length: ORDERS_A_ROUND }, (_, n) => `order-${round}-${n}`);
      await shop.liveFor(1 + Math.random() * 12, orders);
    }
    await shop.finish();
    const { bank, effects } = world;
    expect(shop.kills).toBe(rounds);
    expect(bank.paid.size).toBe(rounds * ORDERS_A_ROUND);
    expect(effects.lost(bank.paid)).toEqual([]);
    expect(effects.wrong(bank.paid)).toEqual([]);
    expect(effects.withTwoIds()).toEqual([]);
  } finally {
    await world.close();
  }
}
