import { KhqrConflictError } from './errors/khqr-conflict.error.js';
import { KhqrRequestError } from './errors/khqr-request.error.js';
import type { DeliveryStatus } from './delivery/delivery.js';
import type { KhqrEventType } from './payment/payment-event.js';
import type { Payment } from './payment/payment.js';
import { resolveRule, type Resolution } from './payment/rules/command.rules.js';
import { toPayment } from './payment/to-payment.js';
import type { PaymentDesk } from './requests/payment.desk.js';
import type { DeliveryFilter } from './stores/delivery-queue.port.js';
import type { PaymentStore } from './stores/payment-store.port.js';
import type { TransitionWriter } from './tracker/transition.writer.js';

/** One event on its way to one handler, for people. */
export interface Delivery {
  readonly id: string;
  readonly eventId: string;
  readonly type: KhqrEventType;
  readonly handlerId: string;
  readonly paymentId: string | null;
  readonly reference: string | null;
  readonly status: DeliveryStatus;
  readonly attempt: number;
  /** When it runs next, while it waits. */
  readonly dueAt: Date;
  /** The last failure's message. */
  readonly error: string | null;
  /** When a process last showed this handler; null: never. */
  readonly handlerLastSeenAt: Date | null;
}

export interface RedeliverOptions extends DeliveryFilter {
  /** Hand the deliveries to this handler, where theirs has another name now. */
  readonly toHandlerId?: string;
}

const LIST_LIMIT = 1000;

/** What support and books call; not for the checkout. */
export class KhqrOperations {
  constructor(
    private readonly store: PaymentStore,
    private readonly writer: TransitionWriter,
    private readonly desk: PaymentDesk,
    private readonly releaseAfterMs: number,
    private readonly wake: () => void,
  ) {}

  /** Deliveries, newest first, at most 1000. */
  async listDeliveries(filter: DeliveryFilter = {}): Promise<readonly Delivery[]> {
    const views = await this.store.listDeliveries(filter, LIST_LIMIT);
    return views.map(({ delivery, event, handlerLastSeenAt }) => ({
      id: delivery.id,
      eventId: delivery.eventId,
      type: event.type,
      handlerId: delivery.handlerId,
      paymentId: event.paymentId,
      reference: event.reference,
      status: delivery.status,
      attempt: delivery.attempt,
      dueAt: new Date(delivery.dueAt),
      error: delivery.error,
      handlerLastSeenAt: handlerLastSeenAt === null ? null : new Date(handlerLastSeenAt),
    }));
  }

  /** Sends matching dead letters again, from the first attempt on; answers how many. */
  async redeliver({ toHandlerId, ...filter }: RedeliverOptions): Promise<number> {
    const count = await this.store.redeliver(filter, toHandlerId);
    this.wake();
    return count;
  }

  /**
   * A person ends a REVIEW: `paid` fulfils the order, `rejected` closes it. Kept in the payment's history with who and why.
   *
   * @throws KhqrNotFoundError, KhqrRequestError; KhqrConflictError where the payment is not in REVIEW
   */
  async resolveReview(id: string, resolution: Resolution): Promise<Payment> {
    // Whatever the types say, a controller may hand in what it was sent.
    const { as, by, reason }: Partial<Record<keyof Resolution, unknown>> = resolution;
    if (as !== 'paid' && as !== 'rejected') refuse('as', "must be 'paid' or 'rejected'");
    if (typeof by !== 'string' || by.trim() === '')
      refuse('by', 'must name the person who decides');
    if (typeof reason !== 'string' || reason.trim() === '') refuse('reason', 'must say why');
    const found = await this.desk.require(id);
    const rule = resolveRule(id, { as, by, reason }, this.releaseAfterMs);
    const { record, resolved } = await this.writer.write(found, rule);
    const payment = toPayment(record ?? found);
    if (resolved) return payment;
    throw new KhqrConflictError(`The payment is ${payment.status}, not REVIEW.`, { payment });
  }
}

function refuse(field: string, rule: string): never {
  throw new KhqrRequestError(`${field} ${rule}.`, { field });
}
