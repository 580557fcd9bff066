import type { KhqrRandom } from '../clock/khqr-random.js';
import {
  handles,
  HANDLER_SHOWN_MS,
  MONEY_EVENTS,
  type HandlerRecord,
} from '../delivery/delivery.js';
import { retryDelay } from '../delivery/retry-schedule.js';
import type {
  ClaimedDelivery,
  DeliveryOutcome,
  DeliveryQueue,
  DeliveryStart,
} from '../stores/delivery-queue.port.js';
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

/** Takes one claimed delivery from "may it run now?" to its outcome in the store. */
export class DeliveryExecutor {
  constructor(private readonly parts: ExecutorParts) {}

  /** Answers whether the handler ran and ended well. Rejects only where the store does not take the outcome. */
  async execute(
    handler: PaymentHandler,
    claimed: ClaimedDelivery,
    lease: RunLease,
  ): Promise<boolean> {
    const { id, attempt } = claimed.delivery;
    const { event } = claimed;
    const start = await this.start(id, lease);
    if (start.verdict === 'lost') return false;
    if (start.verdict === 'superseded') {
      await this.end(id, lease, { status: 'superseded' });
      return false;
    }
    if (!handler.subscriptions.some((subscription) => handles(subscription, event))) {
      await this.turnAway(handler, claimed, lease);
      return false;
    }
    if (start.verdict === 'wait') {
      const released = event.type === 'khqr.payment.expired' ? WAIT_MS.expired : WAIT_MS.paid;
      await this.putBack(id, lease, released);
      return false;
    }
    // The process stood still, or the store took its time: what has become of the order since does not show here.
    if (lease.isLate()) {
      await this.putBack(id, lease, 0);
      return false;
    }
    const result = await this.parts.runner.run(handler, claimed, start);
    await this.finish(claimed, lease, this.outcomeOf(result, attempt));
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
  async putBack(id: string, lease: RunLease, delayMs: number): Promise<void> {
    await this.end(id, lease, { status: 'waiting', delayMs, error: null, countAttempt: false });
  }

  private async start(id: string, lease: RunLease): Promise<DeliveryStart> {
    for (;;) {
      const { epoch } = lease;
      const start = await this.parts.store.startDelivery(id, epoch);
      if (start.verdict !== 'lost' || lease.epoch === epoch) return start;
    }
  }

  /** Answers whether it counted. Said again where the store has handed the delivery out again meanwhile: nobody else ends it then. */
  private async end(id: string, lease: RunLease, outcome: DeliveryOutcome): Promise<boolean> {
    for (;;) {
      const { epoch } = lease;
      const current = await this.parts.store.finishDelivery(id, epoch, outcome);
      if (current || lease.epoch === epoch) return current;
    }
  }

  /**
   * An earlier release's handler of this identity took more than this one does, or a later one's, elsewhere, will. What happened
   * while it did was to be its own, so money is not dropped; what happened after that is others', where there are any.
   */
  private async turnAway(
    handler: PaymentHandler,
    claimed: ClaimedDelivery,
    lease: RunLease,
  ): Promise<void> {
    const { store } = this.parts;
    const { id } = claimed.delivery;
    const { type, account, occurredAt } = claimed.event;
    const [handlers, now] = await Promise.all([store.listHandlers(), store.now()]);
    const taking = handlers.filter((other) => handles(other, claimed.event));
    const own = taking.filter((other) => other.id === handler.id);
    // Of one that is forgotten nothing is known but that it was handed this.
    const takenUntil = own.length === 0 ? occurredAt : lastSeen(own) + HANDLER_SHOWN_MS;
    const othersUntil =
      lastSeen(taking.filter((other) => other.id !== handler.id)) + HANDLER_SHOWN_MS;
    const isOthers = occurredAt > takenUntil && now <= othersUntil;
    if (now <= takenUntil) {
      await this.putBack(id, lease, WAIT_MS.elsewhere);
    } else if (MONEY_EVENTS.includes(type) && !isOthers) {
      const error = `Handler '${handler.id}' does not take ${type} of account '${account ?? ''}' any more.`;
      await this.finish(claimed, lease, { status: 'dead', error });
    } else {
      await this.end(id, lease, { status: 'superseded' });
    }
  }

  private async finish(
    claimed: ClaimedDelivery,
    lease: RunLease,
    outcome: DeliveryOutcome,
  ): Promise<void> {
    const current = await this.end(claimed.delivery.id, lease, outcome);
    if (current && outcome.status === 'dead') await this.parts.buried(claimed, outcome.error);
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

/** -Infinity: nobody. */
function lastSeen(handlers: readonly HandlerRecord[]): number {
  return Math.max(...handlers.map(({ lastSeenAt }) => lastSeenAt));
}
