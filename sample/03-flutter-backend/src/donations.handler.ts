import { Injectable, Logger } from '@nestjs/common';
import { OnPaymentPaid, type PaymentPaidEvent } from 'nestjs-khqr';

/** Who gives names the amount, so nothing is given in return but thanks. A shop would compare `payment.amount` with its price here. */
@Injectable()
export class DonationsHandler {
  private readonly logger = new Logger('Donations');

  @OnPaymentPaid({ id: 'donations' })
  thank({ payment }: PaymentPaidEvent): void {
    const { amount, currency, note = 'somebody' } = payment;
    this.logger.log(`${amount} ${currency} from ${note}`);
  }
}
