import type { KhqrClock } from '../../clock/khqr-clock.js';
import type { KhqrRandom } from '../../clock/khqr-random.js';
import { phnomPenhDay } from '../../clock/phnom-penh.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** A token lives 90 days. */
const TOKEN_MS = 90 * DAY_MS;

interface Usage {
  readonly expiresAt: number;
  day: number;
  today: number;
}

/** The tokens that the stand-in has given out, and what each has spent today. */
export class BakongTokens {
  readonly #clock: KhqrClock;
  readonly #random: KhqrRandom;
  readonly #usages = new Map<string, Usage>();
  #busiest = 0;

  constructor(clock: KhqrClock, random: KhqrRandom) {
    this.#clock = clock;
    this.#random = random;
  }

  get busiestDay(): number {
    return this.#busiest;
  }

  /** A JWT as the bank's: header, claims, and a signature that nobody here looks at. */
  issue(livesMs = TOKEN_MS): string {
    const expiresAt = this.#clock.now() + livesMs;
    const seconds = (ms: number): number => Math.floor(ms / 1000);
    const claims = {
      data: { id: this.#random.id() },
      iat: seconds(this.#clock.now()),
      exp: seconds(expiresAt),
    };
    const part = (value: object): string =>
      Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${part({ alg: 'HS256' })}.${part(claims)}.${this.#random.id()}`;
    this.#usages.set(token, { expiresAt, day: 0, today: 0 });
    return token;
  }

  /** Takes a token of somebody else's making; without an end of its own it lives for as long as this stand-in. */
  admit(token: string): void {
    this.#usages.set(token, { expiresAt: Infinity, day: 0, today: 0 });
  }

  /** From now on this token is refused. */
  revoke(token: string): void {
    this.#usages.delete(token);
  }

  isGood(token: string): boolean {
    const usage = this.#usages.get(token);
    return usage !== undefined && this.#clock.now() < usage.expiresAt;
  }

  /** Counts a request, whatever comes of it; answers the day's count. */
  spend(token: string): number {
    const usage = this.#usages.get(token);
    if (!usage) return 0;
    const day = phnomPenhDay(this.#clock.now());
    usage.today = day === usage.day ? usage.today + 1 : 1;
    usage.day = day;
    this.#busiest = Math.max(this.#busiest, usage.today);
    return usage.today;
  }
}
