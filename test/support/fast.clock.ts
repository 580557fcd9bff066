import type { KhqrClock, KhqrTimer } from '../../lib/clock/khqr-clock.js';

/** A clock that runs so many times faster than the machine's: the pauses of real traffic without the waiting. */
export class FastClock implements KhqrClock {
  readonly #began = performance.now();
  #skipped = 0;

  /** @param start milliseconds since 1970 */
  constructor(
    readonly factor: number,
    readonly start = Date.now(),
  ) {}

  now(): number {
    return Math.floor(this.start + this.#skipped + this.monotonic());
  }

  monotonic(): number {
    return (performance.now() - this.#began) * this.factor;
  }

  setTimeout(callback: () => void, delayMs: number): KhqrTimer {
    return setTimeout(callback, delayMs / this.factor);
  }

  clearTimeout(timer: KhqrTimer): void {
    clearTimeout(timer as NodeJS.Timeout);
  }

  /** Sets the wall clock forward to this moment. */
  skipTo(moment: number): void {
    this.#skipped += Math.max(0, moment - this.now());
  }

  pass(ms: number): Promise<void> {
    return new Promise((resolve) => this.setTimeout(resolve, ms));
  }
}
