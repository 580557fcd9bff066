import { Injectable } from '@nestjs/common';
import {
  OnPaymentExpired,
  OnPaymentPaid,
  PaymentExpiredEvent,
  PaymentPaidEvent,
} from 'nestjs-khqr';
import { Database } from '../database/database.js';
import { OrdersService } from '../orders/orders.service.js';
import { StockService } from '../products/stock.service.js';

/** Moves the goods: off the shelf when they are paid, back on sale when they are not. */
@Injectable()
export class StockHandler {
  constructor(
    private readonly database: Database,
    private readonly orders: OrdersService,
    private readonly stock: StockService,
  ) {}

  /** `acknowledge` commits that this event is done together with the new count: a second run would fail there and change nothing. */
  @OnPaymentPaid({ id: 'stock.take' })
  async take({ payment, acknowledge }: PaymentPaidEvent): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { number, productId, quantity } = await this.orders.get(payment.reference, tx);
      await this.stock.take(tx, productId, quantity);
      const text = "UPDATE shop_orders SET status = 'paid', packed_at = $2 WHERE number = $1";
      await tx.query(text, [number, Date.now()]);
      await acknowledge(tx);
    });
  }

  @OnPaymentExpired({ id: 'stock.release' })
  async release({ payment, acknowledge }: PaymentExpiredEvent): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.orders.release(payment.reference, tx);
      await acknowledge(tx);
    });
  }
}
