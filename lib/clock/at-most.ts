import type { KhqrClock } from './khqr-clock.js';

/** Waits for work that never rejects, but no longer than so many milliseconds. */
export async function atMost(clock: KhqrClock, ms: number, work: Promise<unknown>): Promise<void> {
  let timer: unknown;
  const limit = new Promise<void>((resolve) => {
    timer = clock.setTimeout(resolve, ms);
  });
  await Promise.race([work, limit]);
  clock.clearTimeout(timer);
}
