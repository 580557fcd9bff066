import type { Dice } from './dice.random.js';
import type { Scenario } from './scenario.js';
import type { VirtualTime } from './virtual.time.js';

const NO_TEMPER = { slow: 0, slowMs: [0, 0], lostAnswers: 0, errors: 0, lostChanges: 0 } as const;

/** What is wrong in the world at present, beside the bank's own faults. */
export class Conditions {
  /** Replicas that cannot reach the store, or the bank, and how often so: outages may overlap. */
  readonly #storeAway = new Map<number | null, number>();
  readonly #bankAway = new Map<number, number>();
  #handlersFail = 0;
  #temper: Scenario['store'];

  constructor(
    private readonly time: VirtualTime,
    private readonly dice: Dice,
    temper: Scenario['store'],
  ) {
    this.#temper = temper;
  }

  get handlersFail(): boolean {
    return this.#handlersFail > 0;
  }

  storeIsDown(replica: number): boolean {
    if (this.#storeAway.size === 0) return false;
    return (this.#storeAway.get(null) ?? 0) > 0 || (this.#storeAway.get(replica) ?? 0) > 0;
  }

  bankIsAway(replica: number): boolean {
    return (this.#bankAway.get(replica) ?? 0) > 0;
  }

  cutStore(replica: number | null, forMs: number): void {
    count(this.#storeAway, replica, 1);
    this.time.after(forMs, () => {
      count(this.#storeAway, replica, -1);
    });
  }

  cutBank(replica: number, forMs: number): void {
    count(this.#bankAway, replica, 1);
    this.time.after(forMs, () => {
      count(this.#bankAway, replica, -1);
    });
  }

  failHandlers(forMs: number): void {
    this.#handlersFail += 1;
    this.time.after(forMs, () => {
      this.#handlersFail -= 1;
    });
  }

  /** Nothing goes wrong any more. */
  calm(): void {
    this.#temper = NO_TEMPER;
    this.#storeAway.clear();
    this.#bankAway.clear();
    this.#handlersFail = 0;
  }

  losesChange(replica: number): boolean {
    return this.storeIsDown(replica) || this.dice.chance(this.#temper.lostChanges);
  }

  throughToStore<T>(replica: number, act: () => Promise<T>): Promise<T> {
    const trouble = this.trouble(replica);
    return trouble === null ? act() : this.throughTrouble(replica, act, trouble);
  }

  /** What a call to the store meets, for `throughTrouble`; null: nothing, as most do. One number decides, since there are thousands in each run. */
  trouble(replica: number): number | null {
    const { slow, lostAnswers, errors } = this.#temper;
    const most = slow + lostAnswers + errors;
    return this.storeIsDown(replica) || this.dice.chance(most) ? this.dice.between(0, most) : null;
  }

  async throughTrouble<T>(replica: number, act: () => Promise<T>, which: number): Promise<T> {
    const { slow, slowMs, lostAnswers } = this.#temper;
    const late = which < slow;
    if (late) await this.wait(this.dice.between(...slowMs));
    if (this.storeIsDown(replica)) {
      await this.wait(this.dice.between(1, 300));
      throw new Error('The store cannot be reached.');
    }
    if (which >= slow + lostAnswers) throw new Error('The store failed.');
    const value = await act();
    if (!late) throw new Error("The store's answer was lost.");
    await this.wait(this.dice.between(...slowMs));
    return value;
  }

  private wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.time.after(ms, resolve);
    });
  }
}

function count<K>(counts: Map<K, number>, key: K, change: number): void {
  const now = (counts.get(key) ?? 0) + change;
  if (now > 0) counts.set(key, now);
  else counts.delete(key);
}
