/** A handle of `KhqrClock.setTimeout`; what it is depends on the clock. */
export type KhqrTimer = unknown;

/** Time, as handed to everything that needs it; tests hand in one that they move by hand. */
export interface KhqrClock {
  /** True where time stands still until a test moves it: it then waits for promises, but not for what another thread does. */
  readonly byHand?: boolean;
  /** Wall clock, milliseconds since 1970. */
  now(): number;
  /** Milliseconds on a clock that never goes back, for deadlines. */
  monotonic(): number;
  setTimeout(callback: () => void, delayMs: number): KhqrTimer;
  clearTimeout(timer: KhqrTimer): void;
}
