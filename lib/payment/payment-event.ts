export const PAYMENT_EVENT_TYPES = [
  'khqr.payment.created',
  'khqr.payment.paid',
  'khqr.payment.expired',
  'khqr.payment.cancelled',
  'khqr.payment.review',
  'khqr.payment.duplicate',
  'khqr.payment.unresolved',
] as const;

export type PaymentEventType = (typeof PAYMENT_EVENT_TYPES)[number];
export type KhqrEventType = PaymentEventType | 'khqr.alert';

/** What an alert is about. */
export interface AlertDetails {
  readonly kind:
    | 'lane-stopped'
    | 'account-unknown'
    | 'delivery-dead'
    | 'md5-mismatch'
    /** Money of another amount, currency or account has come in for a payment that is PAID already. */
    | 'paid-misfit';
  readonly message: string;
}

/** One row for each transition, written in the same atomic step as the transition itself. */
export interface EventRecord {
  /** `<payment id>.<last part of the type>`: a second row for the same transition cannot exist. */
  readonly id: string;
  readonly type: KhqrEventType;
  readonly account: string | null;
  readonly paymentId: string | null;
  readonly reference: string | null;
  readonly occurredAt: number;
  /** Deliveries of this event start no earlier. */
  readonly deliverAt: number;
  readonly alert: AlertDetails | null;
}

/** An alert is of no payment, so that it does not end with one. The same `kind` and `key` are one alert, for all time. */
export function alertEvent(
  alert: AlertDetails,
  key: string,
  account: string | null,
  occurredAt: number,
): EventRecord {
  return {
    id: `alert:${alert.kind}:${key}`,
    type: 'khqr.alert',
    account,
    paymentId: null,
    reference: null,
    occurredAt,
    deliverAt: occurredAt,
    alert,
  };
}

/** Stable over retries and equal on every replica, since it is made of what happened. */
export function paymentEventId(paymentId: string, type: PaymentEventType): string {
  return `${paymentId}.${type.slice(type.lastIndexOf('.') + 1)}`;
}
