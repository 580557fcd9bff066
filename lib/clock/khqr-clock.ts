/** A handle of `KhqrClock.setTimeout`; what it is depends on the clock. */
export type KhqrTimer = unknown;

/** Time, as handed to everything that needs it; tests hand in one that they move by hand. */
export interface KhqrClock {
  /** Wall clock, milliseconds since 1970. */
  now(): number;
  /** Milliseconds on a clock that never goes back, for deadlines. */
  monotonic(): number;
  setTimeout(callback: () => void, delayMs: number): KhqrTimer;
  clearTimeout(timer: KhqrTimer): void;
}
