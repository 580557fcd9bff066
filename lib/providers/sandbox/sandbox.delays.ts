import type { KhqrClock, KhqrTimer } from '../../clock/khqr-clock.js';

/** What Node's timers can wait, 24 days; above it they would fire at once. */
const LONGEST_MS = 2_147_483_647;
const AGAIN_MS = 1000;

/** The bank's timers, so that it can be closed without leaving one behind. */
export class Delays {
  readonly #clock: KhqrClock;
  /** What is to happen, when closing, with what has not come due. */
  readonly #open = new Map<KhqrTimer, () => void>();
  #closed = false;

  constructor(clock: KhqrClock) {
    this.#clock = clock;
  }

  /** Ends at once where the bank has been closed, or is closed meanwhile. */
  async wait(ms: number): Promise<void> {
    if (ms <= 0 || this.#closed) return;
    await new Promise<void>((resolve) => this.#set(ms, resolve, resolve));
  }

  /** Does not happen where the bank is closed first, nor after more than 24 days. */
  later(ms: number, callback: () => void): void {
    if (!this.#closed && ms <= LONGEST_MS) this.#set(ms, callback, () => undefined);
  }

  /** The same, and again a second later where it throws: the bank's book may be busy, or its disk full. */
  insist(ms: number, callback: () => void): void {
    this.later(ms, () => {
      try {
        callback();
      } catch {
        this.insist(AGAIN_MS, callback);
      }
    });
  }

  close(): void {
    this.#closed = true;
    for (const [timer, end] of this.#open) {
      this.#clock.clearTimeout(timer);
      end();
    }
    this.#open.clear();
  }

  #set(ms: number, due: () => void, end: () => void): void {
    const timer = this.#clock.setTimeout(() => {
      this.#open.delete(timer);
      due();
    }, ms);
    this.#open.set(timer, end);
  }
}
