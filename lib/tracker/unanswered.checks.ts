import type { KhqrClock } from '../clock/khqr-clock.js';
import type { Account } from '../providers/account-registry.js';
import type { PollSchedule } from './poll.schedule.js';

/**
 * Payments that were asked about a moment ago without a good answer. The store dates good answers only, and a person who
 * presses a button again and again must not get round the gap when the provider fails. Holds no more than the checks of one gap.
 */
export class UnansweredChecks {
  private readonly until = new Map<string, number>();

  constructor(
    private readonly clock: KhqrClock,
    private readonly schedule: Pick<PollSchedule, 'gapOf'>,
  ) {}

  note(account: Account, id: string): void {
    const now = this.clock.monotonic();
    this.until.delete(id);
    this.until.set(id, now + this.schedule.gapOf(account));
    for (const [old, end] of this.until) {
      if (end > now) return;
      this.until.delete(old);
    }
  }

  /** Whether the gap after such a check is still running. */
  has(id: string): boolean {
    return this.clock.monotonic() < (this.until.get(id) ?? 0);
  }
}
