import { Injectable } from '@nestjs/common';
import { OnPaymentPaid, PaymentPaidEvent } from 'nestjs-khqr';
import { OrdersService } from '../orders/orders.service.js';

/** Ships exactly once, however often this process is killed: the delivery is acknowledged in the shipment's transaction. */
@Injectable()
export class ShippingHandler {
  constructor(private readonly orders: OrdersService) {}

  @OnPaymentPaid()
  async ship({ payment, acknowledge }: PaymentPaidEvent): Promise<void> {
    await this.orders.ship(payment.reference, (client) => acknowledge(client));
    console.log(`${payment.reference} is paid and shipped`);
  }
}
