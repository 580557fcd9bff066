import type { DeliveryStatus } from '../delivery/delivery.js';
import type { KhqrEventType } from '../payment/payment-event.js';
import type { DeliveryFilter, DeliveryView } from '../stores/delivery-queue.port.js';

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

/** Which dead letters to send again. */
export interface RedeliverOptions extends DeliveryFilter {
  /** Hand the deliveries to this handler, where theirs has another name now. */
  readonly toHandlerId?: string;
}

export function toDelivery({ delivery, event, handlerLastSeenAt }: DeliveryView): Delivery {
  return {
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
  };
}
