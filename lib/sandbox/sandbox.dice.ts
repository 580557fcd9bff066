import type { KhqrRandom } from '../clock/khqr-random.js';
import { SeededRandom } from '../clock/seeded.random.js';
import { SystemRandom } from '../clock/system.random.js';

/** Chance for the faults, which a seed repeats; ids are never repeated, since they go into the codes. */
export class SandboxDice implements KhqrRandom {
  readonly #system = new SystemRandom();
  #chance: KhqrRandom = this.#system;

  /** From here on chance goes the way of this seed; undefined: a new way each time. */
  reseed(seed: number | undefined): void {
    this.#chance = seed === undefined ? this.#system : new SeededRandom(seed);
  }

  number(): number {
    return this.#chance.number();
  }

  id(): string {
    return this.#system.id();
  }
}
