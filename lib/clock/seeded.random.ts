import type { KhqrRandom } from './khqr-random.js';

/**
 * Random numbers that repeat: one seed, one sequence (sfc32). For tests and faults on purpose: its ids can be foretold.
 *
 * @param seed any number; numbers that differ give sequences that differ.
 */
export class SeededRandom implements KhqrRandom {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number) {
    const words = new Uint32Array(new Float64Array([seed]).buffer);
    this.#a = words[0] ?? 0;
    this.#b = words[1] ?? 0;
    this.#c = 0x9e3779b9;
    // The first numbers of near seeds are alike; sfc32's author lets 12 to 20 go by.
    for (let round = 0; round < 20; round += 1) this.#next();
  }

  /** 53 random bits, as `Math.random` has at best. */
  number(): number {
    const high = this.#next() >>> 5;
    const low = this.#next() >>> 6;
    return (high * 0x4000000 + low) / 0x20000000000000;
  }

  id(): string {
    const words = Uint32Array.from({ length: 4 }, () => this.#next());
    return Buffer.from(words.buffer).toString('base64url');
  }

  #next(): number {
    const sum = (this.#a + this.#b + this.#counter) >>> 0;
    this.#counter = (this.#counter + 1) >>> 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) >>> 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) >>> 0;
    return sum;
  }
}
