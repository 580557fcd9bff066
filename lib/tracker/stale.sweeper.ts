import type { KhqrClock } from '../clock/khqr-clock.js';
import type { KhqrSettings } from '../khqr.options.js';
import { UNRESOLVED_AFTER_GRACE_MS } from '../payment/expiry.js';
import { staleRule } from '../payment/rules/stale.rule.js';
import type { PaymentStore } from '../stores/payment-store.port.js';
import type { StoreClock } from '../stores/store.clock.js';
import type { TransitionWriter } from './transition.writer.js';

/** How often to look, milliseconds: nothing here is urgent. */
const SWEEP_MS = 5000;
const SWEEP_LIMIT = 100;
const MOST_FAILURES = 3;

/** Ends what no answer will end: creates whose process died, and payments past their end that nobody answers about. */
export class StaleSweeper {
  private nextAt = 0;

  constructor(
    private readonly store: PaymentStore,
    private readonly writer: TransitionWriter,
    private readonly settings: Pick<KhqrSettings, 'tracker' | 'delivery'>,
    private readonly clock: KhqrClock,
    private readonly storeClock: StoreClock,
    private readonly failed: (error: unknown) => void,
  ) {}

  async sweep(): Promise<void> {
    if (this.clock.monotonic() < this.nextAt) return;
    const now = await this.storeClock.now();
    const { expiryGraceMs } = this.settings.tracker;
    const endedBefore = now - expiryGraceMs - UNRESOLVED_AFTER_GRACE_MS;
    const keys = await this.store.findStale(endedBefore, SWEEP_LIMIT);
    const rule = staleRule(expiryGraceMs, this.settings.delivery.releaseAfterMs);
    let [ended, failed] = [0, 0];
    for (const key of keys) {
      try {
        if (await this.writer.write(key, rule)) ended += 1;
      } catch (error) {
        // One that cannot be written must not keep the others from being asked about; a store that takes nothing is not tried on.
        this.failed(error);
        failed += 1;
        if (failed === MOST_FAILURES) break;
      }
    }
    // There may be more, but not where the same would be found again.
    const more = keys.length === SWEEP_LIMIT && ended === SWEEP_LIMIT;
    this.nextAt = more ? 0 : this.clock.monotonic() + SWEEP_MS;
  }
}
