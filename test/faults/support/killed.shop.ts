import { setTimeout as delay } from 'node:timers/promises';
import type { FaultWorld } from './fault.world.js';
import type { Order, ShopProcess } from './shop.process.js';
import { until } from './until.js';

/** A shop that is killed and started again and again, by customers who ask again for a code until they have one and then pay. */
export class KilledShop {
  kills = 0;
  /** Orders whose code nobody has seen yet. */
  private readonly asked = new Set<string>();
  /** Starts while its predecessor still runs, as only the loading takes long. */
  private next: ShopProcess;

  constructor(private readonly world: FaultWorld) {
    this.next = world.warm();
  }

  /** Starts, takes new orders and those that are still without a code, and is killed so many milliseconds later. */
  async liveFor(ms: number, references: readonly string[]): Promise<void> {
    for (const reference of references) this.asked.add(reference);
    const shop = await this.begin();
    await delay(ms);
    await shop.kill('SIGKILL');
    this.kills += 1;
  }

  /** Starts a last time, and resolves when all orders are paid and shipped. */
  async finish(): Promise<void> {
    const shop = await this.begin();
    await until('every order has a code', () => this.asked.size === 0, 30_000);
    await this.world.shipped(shop, 60_000);
    await shop.close();
  }

  private async begin(): Promise<ShopProcess> {
    const shop = await this.world.start(undefined, this.next);
    this.next = this.world.warm();
    shop.onCreated = ({ reference, md5 }) => {
      this.asked.delete(reference);
      this.world.bank.pay(md5);
    };
    // Rejects when the shop is killed before everybody has a code.
    shop.create([...this.asked].map(toOrder)).catch(() => undefined);
    return shop;
  }
}

function toOrder(reference: string): Order {
  return { reference, amount: '5.00', currency: 'USD' };
}
