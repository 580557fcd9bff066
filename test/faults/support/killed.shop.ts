import { setTimeout as delay } from 'node:timers/promises';
import type { FaultWorld } from './fault.world.js';
import type { Order, ShopProcess } from './shop.process.js';
import { until } from './until.js';

/** With nothing to call for, milliseconds. */
const MOST_MS = 500;

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

  /**
   * Starts, takes new orders and those that are still without a code, and is killed when the bank has had so many calls
   * from it: a busy machine only makes it slower. Where there is nothing to call for, it is killed after half a second.
   */
  async liveFor(calls: number, references: readonly string[]): Promise<void> {
    for (const reference of references) this.asked.add(reference);
    const { bank } = this.world;
    const before = bank.calls;
    const shop = await this.begin();
    const end = performance.now() + MOST_MS;
    while (bank.calls - before < calls && performance.now() < end) await delay(2);
    // Anywhere between the call and what follows from its answer.
    await delay(Math.random() * 15);
    await shop.kill('SIGKILL');
    this.kills += 1;
  }

  /** Starts a last time, and resolves when all orders are paid and shipped. */
  async finish(): Promise<void> {
    const shop = await this.begin();
    await until('every order has a code', () => this.asked.size === 0, 60_000);
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
