import type { KhqrRandom } from '../clock/khqr-random.js';
import { handles, MONEY_EVENTS } from '../delivery/delivery.js';
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
import type { RunLease } from './running.deliveries.js';

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

  /** Answers whether the handler ran and ended well. Rejects only where the store does not take the outcome. */
  async execute(
    handler: PaymentHandler,
    claimed: ClaimedDelivery,
    lease: RunLease,
  ): Promise<boolean> {
    const { store, runner } = this.parts;
    const { id, epoch, attempt } = claimed.delivery;
    const { event } = claimed;
    const start = await store.startDelivery(id, epoch);
    if (start.verdict === 'lost') return false;
    if (start.verdict === 'superseded') {
      await store.finishDelivery(id, epoch, { status: 'superseded' });
      return false;
    }
    if (!handler.subscriptions.some((subscription) => handles(subscription, event))) {
      await this.turnAway(handler, claimed);
      return false;
    }
    if (start.verdict === 'wait') {
      const released = event.type === 'khqr.payment.expired' ? WAIT_MS.expired : WAIT_MS.paid;
      await this.putBack(claimed, released);
      return false;
    }
    // The process stood still, or the store took its time: what has become of the order since does not show here.
    if (lease.isLate()) {
      await this.putBack(claimed, 0);
      return false;
    }
    const result = await runner.run(handler, claimed, start);
    await this.finish(claimed, lease.epoch, this.outcomeOf(result, attempt));
    return result.ok;
  }

  /**
   * The store has handed out again what runs here: by the wall clock, which was set, or went on while the machine slept, the lease
   * had ended. The run goes on under the new lease, so that nobody begins it beside this one and its outcome counts.
   */
  async renew(lease: RunLease, { delivery: { id, epoch } }: ClaimedDelivery): Promise<void> {
    lease.epoch = epoch;
    // Others of the order are to see that it runs.
    await this.parts.store.startDelivery(id, epoch);
  }

  /** Unrun, to be claimed again after so many milliseconds. */
  async putBack({ delivery: { id, epoch } }: ClaimedDelivery, delayMs: number): Promise<void> {
    const outcome = { status: 'waiting', delayMs, error: null, countAttempt: false } as const;
    await this.parts.store.finishDelivery(id, epoch, outcome);
  }

  /**
   * An earlier release's handler of this identity took more than this one does, or a later one's, elsewhere, will. What happened
   * while it did was to be its own, so money is not dropped; what happened after that is others'.
   */
  private async turnAway(handler: PaymentHandler, claimed: ClaimedDelivery): Promise<void> {
    const { store } = this.parts;
    const { id, epoch } = claimed.delivery;
    const { type, account, occurredAt } = claimed.event;
    const [takenUntil, now] = await Promise.all([
      this.takenUntil(handler, claimed.event),
      store.now(),
    ]);
    if (now <= takenUntil) {
      await this.putBack(claimed, WAIT_MS.elsewhere);
    } else if (MONEY_EVENTS.includes(type) && occurredAt <= takenUntil) {
      const error = `Handler '${handler.id}' does not take ${type} of account '${account ?? ''}' any more.`;
      await this.finish(claimed, epoch, { status: 'dead', error });
    } else {
      await store.finishDelivery(id, epoch, { status: 'superseded' });
    }
  }

  private async finish(
    claimed: ClaimedDelivery,
    epoch: number,
    outcome: DeliveryOutcome,
  ): Promise<void> {
    const { store, buried } = this.parts;
    const current = await store.finishDelivery(claimed.delivery.id, epoch, outcome);
    if (current && outcome.status === 'dead') await buried(claimed, outcome.error);
  }

  /** Until when a handler of this identity takes, or took, such an event in some process. */
  private async takenUntil({ id }: PaymentHandler, event: EventRecord): Promise<number> {
    const handlers = await this.parts.store.listHandlers();
    const taking = handlers.filter((other) => other.id === id && handles(other, event));
    // Of one that is forgotten nothing is known but that it was handed this.
    if (taking.length === 0) return event.occurredAt;
    return Math.max(...taking.map(({ lastSeenAt }) => lastSeenAt)) + SHOWN_MS;
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
