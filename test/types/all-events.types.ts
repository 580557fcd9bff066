import {
  OnKhqrAlert,
  OnPaymentCancelled,
  OnPaymentCreated,
  OnPaymentDuplicate,
  OnPaymentExpired,
  OnPaymentPaid,
  OnPaymentReview,
  OnPaymentUnresolved,
  type KhqrAlertEvent,
  type Payment,
  type PaymentCancelledEvent,
  type PaymentCreatedEvent,
  type PaymentDuplicateEvent,
  type PaymentExpiredEvent,
  type PaymentPaidEvent,
  type PaymentReviewEvent,
  type PaymentUnresolvedEvent,
} from 'nestjs-khqr';

export class Every {
  @OnPaymentCreated()
  created(event: PaymentCreatedEvent): 'khqr.payment.created' {
    return event.type;
  }
  @OnPaymentPaid()
  paid(event: PaymentPaidEvent): 'khqr.payment.paid' {
    return event.type;
  }
  @OnPaymentExpired()
  expired(event: PaymentExpiredEvent): 'khqr.payment.expired' {
    return event.type;
  }
  @OnPaymentCancelled()
  cancelled(event: PaymentCancelledEvent): 'khqr.payment.cancelled' {
    return event.type;
  }
  @OnPaymentReview()
  review(event: PaymentReviewEvent): 'khqr.payment.review' {
    return event.type;
  }
  @OnPaymentDuplicate()
  duplicate(event: PaymentDuplicateEvent): 'khqr.payment.duplicate' {
    return event.type;
  }
  @OnPaymentUnresolved()
  unresolved(event: PaymentUnresolvedEvent): 'khqr.payment.unresolved' {
    return event.type;
  }
  @OnKhqrAlert()
  alert({ kind, message, account }: KhqrAlertEvent): string {
    return `${kind} ${message} ${account ?? ''}`;
  }

  @OnPaymentPaid()
  async everything({
    id,
    payment,
    attempt,
    occurredAt,
    signal,
    acknowledge,
  }: PaymentPaidEvent): Promise<void> {
    const key: string = id;
    const what: Payment = payment;
    const runs: number = attempt;
    const when: Date = occurredAt;
    await acknowledge((sql: string) => [sql, key, what, runs, when, signal.aborted]);
    await acknowledge({ query: (sql: string) => Promise.resolve(sql) });
    await acknowledge({ execute: (sql: string) => Promise.resolve(sql) });
    await acknowledge({ $executeRawUnsafe: (sql: string) => Promise.resolve(1 + sql.length) });
    // @ts-expect-error nothing that can run SQL
    await acknowledge({ run: () => 1 });
  }
}

export class Wrong {
  // @ts-expect-error goods for a code that was only made
  @OnPaymentCreated()
  created(event: PaymentPaidEvent): string {
    return event.id;
  }

  // @ts-expect-error goods for money that does not fit
  @OnPaymentReview()
  review(event: PaymentPaidEvent): string {
    return event.id;
  }

  // @ts-expect-error goods for money that came twice
  @OnPaymentDuplicate()
  duplicate(event: PaymentPaidEvent): string {
    return event.id;
  }

  // @ts-expect-error stock released for a payment that nobody answers about
  @OnPaymentUnresolved()
  unresolved(event: PaymentExpiredEvent): string {
    return event.id;
  }

  // @ts-expect-error stock released for an order that the shop took back is another event
  @OnPaymentCancelled()
  cancelled(event: PaymentExpiredEvent): string {
    return event.id;
  }

  @OnPaymentPaid()
  // @ts-expect-error one of the two would get the other's payload
  @OnPaymentExpired()
  either(event: PaymentPaidEvent): string {
    return event.id;
  }

  // @ts-expect-error a second parameter that nobody fills
  @OnPaymentPaid()
  two(event: PaymentPaidEvent, more: string): string {
    return event.id + more;
  }

  // @ts-expect-error a property is no handler
  @OnPaymentPaid()
  readonly field = 1;
}
