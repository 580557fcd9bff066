import {
  OnKhqrAlert,
  OnPaymentExpired,
  OnPaymentPaid,
  type KhqrAlertEvent,
  type PaymentExpiredEvent,
  type PaymentPaidEvent,
} from 'nestjs-khqr';

export class Handlers {
  @OnPaymentPaid()
  paid(event: PaymentPaidEvent): string {
    return event.payment.reference;
  }

  @OnPaymentPaid({ id: 'shop.ship', account: 'branch', timeoutMs: 5_000 })
  async destructured({ payment, signal }: PaymentPaidEvent): Promise<boolean> {
    return payment.late && signal.aborted;
  }

  @OnPaymentExpired()
  withoutPayload(): void {}

  @OnPaymentPaid()
  @OnPaymentExpired()
  either(event: PaymentPaidEvent | PaymentExpiredEvent): string {
    return event.id;
  }

  @OnKhqrAlert()
  alert(event: KhqrAlertEvent): string {
    return event.type;
  }

  // @ts-expect-error the payload of another event
  @OnPaymentPaid()
  wrongEvent(event: PaymentExpiredEvent): string {
    return event.id;
  }

  // @ts-expect-error not an event at all
  @OnPaymentPaid()
  wrongType(reference: string): string {
    return reference;
  }

  // @ts-expect-error an alert has no payment
  @OnKhqrAlert()
  wrongAlert(event: PaymentPaidEvent): string {
    return event.id;
  }

  // @ts-expect-error an option that does not exist
  @OnPaymentPaid({ retries: 3 })
  wrongOption(event: PaymentPaidEvent): string {
    return event.id;
  }
}
