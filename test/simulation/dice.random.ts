import { SeededRandom } from '../../lib/clock/seeded.random.js';

/** Random choices from one seed. */
export class Dice extends SeededRandom {
  chance(share: number): boolean {
    return share > 0 && this.number() < share;
  }

  /** From `least` up to, but not, `most`. */
  between(least: number, most: number): number {
    return least + this.number() * (most - least);
  }

  /** A whole number from `least` to `most`. */
  whole(least: number, most: number): number {
    return Math.floor(this.between(least, most + 1));
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.whole(0, choices.length - 1)] ?? choices[0];
  }

  /** One of them, the first for most seeds: each with its weight. */
  weigh<T>(first: readonly [number, T], ...others: readonly (readonly [number, T])[]): T {
    const all = [first, ...others];
    let left = this.number() * all.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, choice] of all) {
      left -= weight;
      if (left < 0) return choice;
    }
    return first[1];
  }
}
