import type { KhqrSettings } from '../khqr.options.js';
import { retryAfterNoAnswer } from '../payment/expiry.js';
import type { PaymentRecord } from '../payment/payment-record.js';
import { nextDueAt, type PollPlan } from '../polling/poll-order.js';
import type { Account } from '../providers/account-registry.js';

/** A customer who has paid and says so twice too early is still heard. */
const LEAST_ASKS = 3;

/** When each payment is asked about next, by what its account allows and the order of polling. */
export class PollSchedule {
  constructor(private readonly tracker: KhqrSettings['tracker']) {}

  /** The least time between two checks of one payment, milliseconds. */
  gapOf({ provider }: Account): number {
    return Math.max(this.tracker.gapMs, provider.capabilities.minGapMs);
  }

  /**
   * How many checks of one payment somebody may ask for beside the schedule; null: as many as its gap allows. Where a day's
   * requests are counted, a customer who clicks must not spend the others'.
   */
  asksOf(account: Account): number | null {
    const { checksPerPayment } = this.planOf(account);
    return checksPerPayment === null ? null : Math.max(LEAST_ASKS, checksPerPayment);
  }

  /** After a good answer "not paid", or when the code was just made. */
  nextDueAt(account: Account, record: PaymentRecord, now: number): number {
    const { createdAt, expiresAt, watchedUntil } = record;
    return nextDueAt({ createdAt, expiresAt, watchedUntil, checkedAt: now }, this.planOf(account));
  }

  /** After no good answer; null: not any more. */
  retryAt(account: Account, record: PaymentRecord, now: number): number | null {
    if (record.dueAt === null) return null;
    const { gapMs, checksPerPayment } = this.planOf(account);
    const life = record.expiresAt - record.createdAt;
    const gap = checksPerPayment === null ? gapMs : Math.max(gapMs, life / checksPerPayment);
    return retryAfterNoAnswer(record, now, gap);
  }

  private planOf(account: Account): PollPlan {
    return {
      gapMs: this.gapOf(account),
      checksPerPayment: account.provider.capabilities.checksPerPayment ?? null,
      graceMs: this.tracker.expiryGraceMs,
    };
  }
}
