import { expect, it } from '@jest/globals';
import { describeStore, FaultWorld, STORES } from './support/fault.world.js';
import { KilledShop } from './support/killed.shop.js';

const KILLS = 12;
const ORDERS_A_LIFE = 10;

for (const store of STORES) {
  describeStore(store, '120 orders, 3 % lost answers, 3 % errors, md5s claimed once', () => {
    it('loses none when the process is killed 12 times', async () => {
      const world = await FaultWorld.open({ store, claim: 'once', lost: 0.03, errors: 0.03 });
      const shop = new KilledShop(world);
      try {
        for (let kill = 0; kill < KILLS; kill += 1) {
          const orders = Array.from({ length: ORDERS_A_LIFE }, (_, n) => `order-${kill}-${n}`);
          await shop.liveFor(10 + Math.random() * 30, orders);
        }
        await shop.finish();
        const { bank, effects } = world;
        expect(shop.kills).toBe(KILLS);
        expect(bank.paid.size).toBe(KILLS * ORDERS_A_LIFE);
        expect(effects.lost(bank.paid)).toEqual([]);
        expect(effects.wrong(bank.paid)).toEqual([]);
        expect(effects.withTwoIds()).toEqual([]);
      } finally {
        await world.close();
      }
    }, 120_000);
  });
}
