import { Injectable } from '@nestjs/common';
import { OnPaymentPaid, PaymentPaidEvent } from 'nestjs-khqr';

/** Ships what was paid, and lets the main program wait for a number of orders. */
@Injectable()
export class OrderFulfilment {
  /** References in the order in which they were handled; one that is handled twice is here twice. */
  readonly handled: string[] = [];
  private waiting: { count: number; resolve: () => void } | undefined;

  @OnPaymentPaid()
  ship({ payment }: PaymentPaidEvent): void {
    this.handled.push(payment.reference);
    if (this.waiting && this.handled.length >= this.waiting.count) this.waiting.resolve();
  }

  async orders(count: number): Promise<void> {
    if (this.handled.length >= count) return;
    await new Promise<void>((resolve) => (this.waiting = { count, resolve }));
  }
}
