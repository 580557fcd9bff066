import type { KhqrClock } from './khqr-clock.js';

/** Waits for work that cannot be stopped, but no longer than so many milliseconds: then it rejects with `late()`, while the work goes on. */
export async function inTime<T>(
  clock: KhqrClock,
  ms: number,
  work: Promise<T>,
  late: () => Error,
): Promise<T> {
  let timer: unknown;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = clock.setTimeout(() => {
      reject(late());
    }, ms);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clock.clearTimeout(timer);
  }
}
