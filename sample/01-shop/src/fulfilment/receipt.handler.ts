import { Injectable } from '@nestjs/common';
import { OnPaymentPaid, PaymentPaidEvent } from 'nestjs-khqr';
import { OrdersService } from '../orders/orders.service.js';
import { ReceiptsService } from './receipts.service.js';

/** Writes the receipt. It is a handler of its own: where it fails, it alone is run again. */
@Injectable()
export class ReceiptHandler {
  constructor(
    private readonly orders: OrdersService,
    private readonly receipts: ReceiptsService,
  ) {}

  @OnPaymentPaid({ id: 'receipt.write' })
  write({ id, payment, occurredAt }: PaymentPaidEvent): void {
    const order = this.orders.byNumber(payment.reference);
    this.orders.markPaid(order, this.receipts.issue(id), payment.paidAt ?? occurredAt);
  }
}
