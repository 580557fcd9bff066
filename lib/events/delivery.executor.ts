import type { KhqrClock } from '../clock/khqr-clock.js';
import type { KhqrRandom } from '../clock/khqr-random.js';
import { handles } from '../delivery/delivery.js';
import { retryDelay } from '../delivery/retry-schedule.js';
import type {
  ClaimedDelivery,
  DeliveryOutcome,
  DeliveryQueue,
} from '../stores/delivery-queue.port.js';
import type { DeliveryRunner, RunOutcome } from './delivery.runner.js';
import type { PaymentHandler } from './payment-handler.js';

export interface ExecutorParts {
  readonly store: DeliveryQueue;
  readonly runner: DeliveryRunner;
  readonly clock: KhqrClock;
  readonly random: KhqrRandom;
  readonly retryDelaysMs: readonly number[];
  /** A delivery has become a dead letter. */
  readonly buried: (claimed: ClaimedDelivery, error: string) => Promise<void>;
}

/** Paid that waits for a release under way looks again soon; Expired that waits for another code has time. Milliseconds. */
const WAIT_MS = { paid: 1000, expired: 15_000 } as const;

/** Takes one claimed delivery from "may it run now?" to its outcome in the store. */
export class DeliveryExecutor {
  constructor(private readonly parts: ExecutorParts) {}

  /**
   * Answers whether the handler ran and ended well. Rejects only where the store does not take the outcome. A handler that
   * begins after `startBy` (on the monotonic clock) would outlive the lease.
   */
  async execute(
    handler: PaymentHandler,
    claimed: ClaimedDelivery,
    startBy: number,
  ): Promise<boolean> {
    const { store, runner, clock } = this.parts;
    const { id, epoch, attempt } = claimed.delivery;
    const { event } = claimed;
    const start = await store.startDelivery(id, epoch);
    if (start.verdict === 'lost') return false;
    // An earlier release's handler of this identity took more than this one does.
    const wanted = handler.subscriptions.some((subscription) => handles(subscription, event));
    if (start.verdict === 'superseded' || !wanted) {
      await store.finishDelivery(id, epoch, { status: 'superseded' });
      return false;
    }
    if (start.verdict === 'wait') {
      const released = event.type === 'khqr.payment.expired' ? WAIT_MS.expired : WAIT_MS.paid;
      await this.putBack(claimed, released);
      return false;
    }
    // The process stood still, or the store took its time: what has become of the order since does not show here.
    if (clock.monotonic() > startBy) {
      await this.putBack(claimed, 0);
      return false;
    }
    const result = await runner.run(handler, claimed, start);
    const outcome = this.outcomeOf(result, attempt);
    const current = await store.finishDelivery(id, epoch, outcome);
    if (current && outcome.status === 'dead') await this.parts.buried(claimed, outcome.error);
    return result.ok;
  }

  /** Unrun, to be claimed again after so many milliseconds. */
  async putBack({ delivery: { id, epoch } }: ClaimedDelivery, delayMs: number): Promise<void> {
    const outcome = { status: 'waiting', delayMs, error: null, countAttempt: false } as const;
    await this.parts.store.finishDelivery(id, epoch, outcome);
  }

  private outcomeOf(result: RunOutcome, attempt: number): DeliveryOutcome {
    if (result.ok) return { status: 'done' };
    const { random, retryDelaysMs } = this.parts;
    const delayMs = retryDelay(attempt, retryDelaysMs, random.number());
    return delayMs === null
      ? { status: 'dead', error: result.error }
      : { status: 'waiting', delayMs, error: result.error, countAttempt: true };
  }
}
