import { randomFillSync } from 'node:crypto';
import type { KhqrRandom } from './khqr-random.js';

const ID_BYTES = 16;
/** A call for random bytes costs as much for many as for few. */
const POOL_BYTES = 256 * ID_BYTES;

export class SystemRandom implements KhqrRandom {
  readonly #pool = Buffer.alloc(POOL_BYTES);
  #used = POOL_BYTES;

  number(): number {
    return Math.random();
  }

  id(): string {
    if (this.#used === POOL_BYTES) {
      randomFillSync(this.#pool);
      this.#used = 0;
    }
    const from = this.#used;
    this.#used += ID_BYTES;
    const id = this.#pool.toString('base64url', from, this.#used);
    // Nobody finds in memory what was given out.
    this.#pool.fill(0, from, this.#used);
    return id;
  }
}
