import { Injectable } from '@nestjs/common';
import {
  OnPaymentExpired,
  OnPaymentPaid,
  PaymentExpiredEvent,
  PaymentPaidEvent,
} from 'nestjs-khqr';
import { OrdersService } from '../orders/orders.service.js';
import { StockService } from '../products/stock.service.js';

/** Moves the goods: off the shelf when they are paid, back on it when they are not. */
@Injectable()
export class StockHandler {
  constructor(
    private readonly orders: OrdersService,
    private readonly stock: StockService,
  ) {}

  @OnPaymentPaid({ id: 'stock.take' })
  take({ id, payment }: PaymentPaidEvent): void {
    this.stock.take(id, payment.reference, this.orders.byNumber(payment.reference));
  }

  @OnPaymentExpired({ id: 'stock.release' })
  release({ payment }: PaymentExpiredEvent): void {
    this.stock.release(payment.reference);
    this.orders.markExpired(this.orders.byNumber(payment.reference));
  }
}
