import { KhqrConfigurationError } from '../errors/khqr-configuration.error.js';
import type { EventRecord, PaymentEventType } from '../payment/payment-event.js';
import type { PaymentRecord } from '../payment/payment-record.js';
import { toPayment } from '../payment/to-payment.js';
import {
  KhqrAlertEvent,
  PaymentCancelledEvent,
  PaymentCreatedEvent,
  PaymentDuplicateEvent,
  PaymentExpiredEvent,
  PaymentPaidEvent,
  PaymentReviewEvent,
  PaymentUnresolvedEvent,
  type AnyKhqrEvent,
  type EventFields,
} from './payment.events.js';

const CLASSES = {
  'khqr.payment.created': PaymentCreatedEvent,
  'khqr.payment.paid': PaymentPaidEvent,
  'khqr.payment.expired': PaymentExpiredEvent,
  'khqr.payment.cancelled': PaymentCancelledEvent,
  'khqr.payment.review': PaymentReviewEvent,
  'khqr.payment.duplicate': PaymentDuplicateEvent,
  'khqr.payment.unresolved': PaymentUnresolvedEvent,
} as const satisfies Record<PaymentEventType, unknown>;

type Delivered = Pick<EventFields, 'attempt' | 'signal' | 'acknowledge'>;

/** The event a handler gets; null where its payment is gone (forgotten on request). */
export function makeEvent(
  row: EventRecord,
  payment: PaymentRecord | null,
  delivered: Delivered,
): AnyKhqrEvent | null {
  const fields = { id: row.id, occurredAt: new Date(row.occurredAt), ...delivered };
  if (row.type === 'khqr.alert') {
    return row.alert && new KhqrAlertEvent(fields, row.alert, row.account);
  }
  return payment && new CLASSES[row.type](fields, toPayment(payment));
}

/** For plain listeners: nothing waits for them, so there is nothing to acknowledge. */
export function plainDelivery(): Delivered {
  return {
    attempt: 0,
    signal: new AbortController().signal,
    acknowledge: () =>
      Promise.reject(
        new KhqrConfigurationError('A plain event listener has no delivery to acknowledge.', [
          'Use `@OnPaymentPaid()` instead of `@OnEvent()`.',
        ]),
      ),
  };
}
