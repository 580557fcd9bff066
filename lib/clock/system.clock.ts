import type { KhqrClock, KhqrTimer } from './khqr-clock.js';

/** The machine's clock. Looks the globals up at each call, so that fake timers installed by a test are seen. */
export class SystemClock implements KhqrClock {
  now(): number {
    return Date.now();
  }

  monotonic(): number {
    return performance.now();
  }

  setTimeout(callback: () => void, delayMs: number): KhqrTimer {
    return setTimeout(callback, delayMs);
  }

  clearTimeout(timer: KhqrTimer): void {
    clearTimeout(timer as NodeJS.Timeout);
  }
}
