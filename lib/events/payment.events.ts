import type { AlertDetails, KhqrEventType, PaymentEventType } from '../payment/payment-event.js';
import type { Payment } from '../payment/payment.js';
import type { SqlRunner } from './sql-runner.js';

/** What the dispatcher makes an event of. */
export interface EventFields {
  readonly id: string;
  readonly occurredAt: Date;
  readonly attempt: number;
  readonly signal: AbortSignal;
  readonly acknowledge: (tx: SqlRunner) => Promise<void>;
}

/** What every event carries. */
abstract class KhqrEvent<TType extends KhqrEventType> {
  abstract readonly type: TType;
  /** The same for every retry and on every replica: use it as the key of what the handler does. */
  readonly id: string;
  /** When it happened, not when it is delivered. */
  readonly occurredAt: Date;
  /** Runs of this handler for this event so far, this one included; 0 for a plain `@OnEvent` listener. */
  readonly attempt: number;
  /** Aborted when the handler's time limit has passed: it is then run again, so stop. */
  readonly signal: AbortSignal;
  /**
   * Commits this delivery together with the handler's own writes: call it with the handler's transaction, and let its error
   * throw. A second run for the same event then fails in that transaction.
   *
   * @throws KhqrConfigurationError where the store shares no database with the application.
   */
  readonly acknowledge: (tx: SqlRunner) => Promise<void>;

  constructor(fields: EventFields) {
    this.id = fields.id;
    this.occurredAt = fields.occurredAt;
    this.attempt = fields.attempt;
    this.signal = fields.signal;
    this.acknowledge = fields.acknowledge;
  }
}

abstract class PaymentEvent<TType extends PaymentEventType> extends KhqrEvent<TType> {
  constructor(
    fields: EventFields,
    /** The payment as it is now, which may be further on than when the event happened. */
    readonly payment: Payment,
  ) {
    super(fields);
  }
}

/** A code was made and can be paid. */
export class PaymentCreatedEvent extends PaymentEvent<'khqr.payment.created'> {
  readonly type = 'khqr.payment.created' as const;
}

/** The order is paid: fulfil it. The first PAID of a reference, once. */
export class PaymentPaidEvent extends PaymentEvent<'khqr.payment.paid'> {
  readonly type = 'khqr.payment.paid' as const;
}

/** The order's last code has ended unpaid: release what was held for it. Money that comes late is a Paid event after this one, `payment.late`. */
export class PaymentExpiredEvent extends PaymentEvent<'khqr.payment.expired'> {
  readonly type = 'khqr.payment.expired' as const;
}

/** The shop cancelled this attempt. */
export class PaymentCancelledEvent extends PaymentEvent<'khqr.payment.cancelled'> {
  readonly type = 'khqr.payment.cancelled' as const;
}

/** Money, or a claim, that does not fit the order: a person has to look. Deliver nothing. */
export class PaymentReviewEvent extends PaymentEvent<'khqr.payment.review'> {
  readonly type = 'khqr.payment.review' as const;
}

/** An order that was paid already is paid again: give this money back. */
export class PaymentDuplicateEvent extends PaymentEvent<'khqr.payment.duplicate'> {
  readonly type = 'khqr.payment.duplicate' as const;
}

/** The code has ended and the provider does not say whether it was paid; it is asked for 7 days. */
export class PaymentUnresolvedEvent extends PaymentEvent<'khqr.payment.unresolved'> {
  readonly type = 'khqr.payment.unresolved' as const;
}

/** Something a person has to mend: a refused credential, an unknown account, a dead letter. */
export class KhqrAlertEvent extends KhqrEvent<'khqr.alert'> {
  readonly type = 'khqr.alert' as const;
  readonly kind: AlertDetails['kind'];
  readonly message: string;
  readonly account: string | null;

  constructor(fields: EventFields, alert: AlertDetails, account: string | null) {
    super(fields);
    this.kind = alert.kind;
    this.message = alert.message;
    this.account = account;
  }
}

export type AnyKhqrEvent =
  | PaymentCreatedEvent
  | PaymentPaidEvent
  | PaymentExpiredEvent
  | PaymentCancelledEvent
  | PaymentReviewEvent
  | PaymentDuplicateEvent
  | PaymentUnresolvedEvent
  | KhqrAlertEvent;
