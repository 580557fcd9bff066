import type { KhqrClock } from '../../clock/khqr-clock.js';

/** As long as a question waits for a change at most, milliseconds; below what servers and proxies let a request last. */
const LONGEST_MS = 20_000;
/** More questions than pages that anybody has open. */
const MOST_WAITING = 100;

/** Lets a page ask "what is new since" and be answered when something is. */
export class ChangeSignal {
  readonly #clock: KhqrClock;
  /** A page that has seen the server before its restart must not wait for what it has missed. */
  readonly #life: string;
  readonly #waiting = new Set<() => void>();
  #count = 0;
  #closed = false;

  constructor(clock: KhqrClock, life: string) {
    this.#clock = clock;
    this.#life = life;
  }

  get version(): string {
    return `${this.#life}.${this.#count}`;
  }

  changed(): void {
    this.#count += 1;
    this.#wake();
  }

  /** Resolves when the version is another than `seen`, and after 20 s at the latest. */
  async after(seen: string): Promise<void> {
    if (seen !== this.version || this.#closed || this.#waiting.size >= MOST_WAITING) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#clock.clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = this.#clock.setTimeout(done, LONGEST_MS);
      this.#waiting.add(done);
    });
  }

  /** Nobody waits any longer. */
  close(): void {
    this.#closed = true;
    this.#wake();
  }

  #wake(): void {
    for (const done of this.#waiting) done();
  }
}
