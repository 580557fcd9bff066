import { Injectable, Logger } from '@nestjs/common';
import { OnPaymentPaid, type PaymentPaidEvent } from 'nestjs-khqr';

/** A gateway's own handlers see what its merchants were paid: for books, fees or a webhook. */
@Injectable()
export class TakingsHandler {
  private readonly logger = new Logger('Takings');

  @OnPaymentPaid({ id: 'takings' })
  note({ payment }: PaymentPaidEvent): void {
    const { account, amount, currency, note = 'no note' } = payment;
    this.logger.log(`${account}: ${amount} ${currency} (${note})`);
  }
}
