import { setTimeout as delay } from 'node:timers/promises';
import type { SeededRandom } from '../../../lib/clock/seeded.random.js';
import type { FaultWorld } from './fault.world.js';
import type { ShopProcess } from './shop.process.js';
import { until } from './until.js';

/** With nothing to call for a process lives so long, milliseconds. */
const LONGEST_MS = 300;
const FINISH_MS = 60_000;

/** A shop that is killed and started again and again, by customers who ask again for a code until they have one and then pay. */
export class KilledShop {
  kills = 0;
  /** Orders whose code nobody has seen yet. */
  private readonly asked = new Set<string>();
  /** Loads while its predecessor runs. */
  private next: ShopProcess;

  constructor(
    private readonly world: FaultWorld,
    private readonly random: SeededRandom,
  ) {
    this.next = world.warm();
  }

  /**
   * A process starts, takes new orders and those that are still without a code, and is killed: while it starts, or when the
   * bank has had some calls from it, so that a busy machine only makes it slower.
   */
  async live(references: readonly string[]): Promise<void> {
    for (const reference of references) this.asked.add(reference);
    const { bank } = this.world;
    const shop = this.next;
    this.next = this.world.warm();
    await shop.loaded;
    const begun = this.begin(shop);
    // Rejects where it is killed first.
    begun.catch(() => undefined);
    if (this.random.number() < 0.8) {
      await begun;
      const calls = bank.calls + this.between(1, 12);
      const end = performance.now() + LONGEST_MS;
      while (bank.calls < calls && performance.now() < end) await delay(2);
    }
    // Anywhere between the call and what follows from its answer; or on the way up.
    await delay(this.between(0, 20));
    await shop.kill('SIGKILL');
    this.kills += 1;
  }

  /** Starts a last time, and resolves when all orders are paid and shipped. */
  async finish(): Promise<void> {
    const shop = this.next;
    await this.begin(shop);
    await until('every order has a code', () => this.asked.size === 0, FINISH_MS);
    await this.world.shipped(shop, FINISH_MS);
    await shop.close();
  }

  private async begin(shop: ShopProcess): Promise<void> {
    shop.onCreated = ({ reference, md5 }) => {
      this.asked.delete(reference);
      this.world.bank.pay(md5);
    };
    await this.world.start(undefined, shop);
    // Rejects when the shop is killed before everybody has a code.
    shop.create([...this.asked].map(toOrder)).catch(() => undefined);
  }

  private between(least: number, most: number): number {
    return least + this.random.number() * (most - least);
  }
}

function toOrder(reference: string) {
  return { reference, amount: '5.00', currency: 'USD' } as const;
}
