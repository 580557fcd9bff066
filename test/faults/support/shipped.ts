import { Injectable } from '@nestjs/common';
import { OnPaymentPaid, PaymentPaidEvent } from '../../../lib/index.js';

/** References of the paid orders that `Fulfilment` was told of, the oldest first. */
export const shipped: string[] = [];

@Injectable()
export class Fulfilment {
  @OnPaymentPaid()
  ship({ payment }: PaymentPaidEvent): void {
    shipped.push(payment.reference);
  }
}
