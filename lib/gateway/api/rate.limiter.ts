import { takeTokens } from '../../polling/rate.js';
import { BoundedMap } from '../../collections/bounded.map.js';

export interface RateLimit {
  /** Requests a second for each API key, on average. */
  readonly perSecond: number;
  /** Requests at once after a pause. */
  readonly burst: number;
}

/** Keys that were used last are remembered; whoever is forgotten begins with a whole burst. */
const MOST_KEYS = 10_000;

/** So many requests a second for each key, in this process. */
export class RateLimiter {
  readonly #tats = new BoundedMap<number>(MOST_KEYS);
  readonly #perSecond: number;
  readonly #toleranceMs: number;

  constructor(
    { perSecond, burst }: RateLimit,
    private readonly now: () => number,
  ) {
    this.#perSecond = perSecond;
    this.#toleranceMs = ((burst - 1) * 1000) / perSecond;
  }

  /** Milliseconds that this key has to wait; 0: it may ask now, and is counted. */
  wait(key: string): number {
    const now = this.now();
    const tat = this.#tats.get(key) ?? 0;
    const grant = takeTokens(tat, now, 1, this.#perSecond, this.#toleranceMs);
    if (grant.granted === 0) return grant.retryAt - now;
    this.#tats.set(key, grant.tat);
    return 0;
  }
}
