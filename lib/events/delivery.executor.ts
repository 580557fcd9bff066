import type { KhqrRandom } from '../clock/khqr-random.js';
import { handles } from '../delivery/delivery.js';
import { retryDelay } from '../delivery/retry-schedule.js';
import type {
  ClaimedDelivery,
  DeliveryOutcome,
  DeliveryQueue,
} from '../stores/delivery-queue.port.js';
import type { EventRecord } from '../payment/payment-event.js';
import type { PaymentStore } from '../stores/payment-store.port.js';
import type { DeliveryRunner, RunOutcome } from './delivery.runner.js';
import type { PaymentHandler } from './payment-handler.js';

export interface ExecutorParts {
  readonly store: DeliveryQueue & Pick<PaymentStore, 'now' | 'listHandlers'>;
  readonly runner: DeliveryRunner;
  readonly random: KhqrRandom;
  readonly retryDelaysMs: readonly number[];
  /** A delivery has become a dead letter. */
  readonly buried: (claimed: ClaimedDelivery, error: string) => Promise<void>;
}

/** Paid that waits for a release under way looks again soon; Expired that waits for another code has time, and so has what another process's handler takes. Milliseconds. */
const WAIT_MS = { paid: 1000, expired: 15_000, elsewhere: 5000 } as const;
/** A handler that a process has shown within so long runs there: they show themselves every two minutes. Milliseconds. */
const SHOWN_MS = 5 * 60_000;

/** Takes one claimed delivery from "may it run now?" to its outcome in the store. */
export class DeliveryExecutor {
  constructor(private readonly parts: ExecutorParts) {}

  /**
   * Answers whether the handler ran and ended well. Rejects only where the store does not take the outcome. `isLate`: a handler
   * that begins now would outlive the lease.
   */
  async execute(
    handler: PaymentHandler,
    claimed: ClaimedDelivery,
    isLate: () => boolean,
  ): Promise<boolean> {
    const { store, runner } = this.parts;
    const { id, epoch, attempt } = claimed.delivery;
    const { event } = claimed;
    const start = await store.startDelivery(id, epoch);
    if (start.verdict === 'lost') return false;
    const wanted = handler.subscriptions.some((subscription) => handles(subscription, event));
    if (start.verdict !== 'superseded' && !wanted && (await this.isElsewhere(handler, event))) {
      await this.putBack(claimed, WAIT_MS.elsewhere);
      return false;
    }
    // Not wanted any more: an earlier release's handler of this identity took more than this one does.
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
    if (isLate()) {
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

  /** Whether a handler of this identity takes the event in another process, of a release that takes more. */
  private async isElsewhere({ id }: PaymentHandler, event: EventRecord): Promise<boolean> {
    const { store } = this.parts;
    const [handlers, now] = await Promise.all([store.listHandlers(), store.now()]);
    return handlers.some(
      (other) => other.id === id && other.lastSeenAt >= now - SHOWN_MS && handles(other, event),
    );
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
