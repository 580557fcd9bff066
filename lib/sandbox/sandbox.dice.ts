import { randomBytes } from 'node:crypto';
import type { KhqrRandom } from '../clock/khqr-random.js';

/** Chance for the faults, which a seed repeats; ids are never repeated, since they go into the codes. */
export class SandboxDice implements KhqrRandom {
  #state: number | undefined;

  /** From here on chance goes the way of this seed; undefined: a new way each time. */
  reseed(seed: number | undefined): void {
    this.#state = seed === undefined ? undefined : seed >>> 0;
  }

  /** mulberry32: one word of state is enough for so few throws. */
  number(): number {
    if (this.#state === undefined) return Math.random();
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    const state = this.#state;
    const mixed = Math.imul(state ^ (state >>> 15), state | 1);
    const again = mixed ^ (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61));
    return ((again ^ (again >>> 14)) >>> 0) / 2 ** 32;
  }

  id(): string {
    return randomBytes(16).toString('base64url');
  }
}
