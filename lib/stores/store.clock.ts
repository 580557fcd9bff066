import type { KhqrClock } from '../clock/khqr-clock.js';
import type { PaymentStore } from './payment-store.port.js';

/** One answer of the store is gone by for so long, milliseconds: a server whose clock is set anew is followed after that. */
const FRESH_MS = 30_000;

/**
 * The store's clock without a question each time: its last answer, and what this process has counted since. For when to look
 * again; leases and transitions are dated by the store itself.
 */
export class StoreClock {
  private ahead = 0;
  private freshUntil = -Infinity;

  constructor(
    private readonly store: Pick<PaymentStore, 'now'>,
    private readonly clock: KhqrClock,
  ) {}

  async now(): Promise<number> {
    if (this.clock.monotonic() >= this.freshUntil) {
      const answer = await this.store.now();
      const heard = this.clock.monotonic();
      this.ahead = answer - heard;
      this.freshUntil = heard + FRESH_MS;
    }
    // Whole milliseconds, as the store counts: PostgreSQL refuses parts of one.
    return Math.round(this.clock.monotonic() + this.ahead);
  }
}
