import type { KhqrClock, KhqrTimer } from '../clock/khqr-clock.js';
import { CheckoutRefusal } from './checkout.refusal.js';

/** Waits for work that cannot be stopped, and no longer than this. @throws CheckoutRefusal 503, while the work goes on */
export async function inTime<T>(work: Promise<T>, mostMs: number, clock: KhqrClock): Promise<T> {
  let timer: KhqrTimer;
  const late = new Promise<never>((_, reject) => {
    timer = clock.setTimeout(() => {
      reject(new CheckoutRefusal('unavailable', { retryAfter: 1 }));
    }, mostMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clock.clearTimeout(timer);
  }
}
