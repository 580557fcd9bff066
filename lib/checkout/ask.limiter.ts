import type { KhqrClock } from '../clock/khqr-clock.js';
import { BoundedMap } from '../collections/bounded.map.js';
import type { CheckoutLimits } from './checkout.options.js';

/** So many clients and payments are remembered; whoever is forgotten may ask again at once. */
const MOST = 20_000;
const MINUTE_MS = 60_000;

/** Keeps "I have paid" from becoming a way to make this server ask a bank. */
export class AskLimiter {
  private readonly asked = new BoundedMap<number>(MOST);
  /** When each client's allowance will be whole again: a bucket of one minute's asks. */
  private readonly wholeAt = new BoundedMap<number>(MOST);

  constructor(
    private readonly limits: CheckoutLimits,
    private readonly clock: KhqrClock,
  ) {}

  /** Seconds that this client has to wait, 0 where it may ask now, and is counted. */
  wait(client: string): number {
    const seconds = this.over(client);
    if (seconds === 0) this.wholeAt.set(client, this.wholeAfter(client));
    return seconds;
  }

  /** The same without counting it. */
  over(client: string): number {
    const over = this.wholeAfter(client) - this.clock.monotonic() - MINUTE_MS;
    return Math.max(0, Math.ceil(over / 1000));
  }

  /** When its allowance will be whole after one more ask. */
  private wholeAfter(client: string): number {
    const now = this.clock.monotonic();
    return Math.max(now, this.wholeAt.get(client) ?? now) + MINUTE_MS / this.limits.asksPerMinute;
  }

  /** Whether the provider may be asked about this payment now; true is counted. */
  mayAsk(paymentId: string): boolean {
    const now = this.clock.monotonic();
    const last = this.asked.get(paymentId);
    if (last !== undefined && now - last < this.limits.checkEveryMs) return false;
    this.asked.set(paymentId, now);
    return true;
  }
}
