import { Injectable } from '@nestjs/common';
import { OnPaymentPaid, PaymentPaidEvent } from 'nestjs-khqr';
import { Database } from '../database/database.js';
import { CourierService } from './courier.service.js';

/** Books the courier: a service outside of the shop, which no transaction of the database reaches. */
@Injectable()
export class CourierHandler {
  constructor(
    private readonly database: Database,
    private readonly courier: CourierService,
  ) {}

  /** So the event's id is the key: the same for each retry, and the courier books one parcel for it. */
  @OnPaymentPaid({ id: 'courier.book' })
  async book({ id, payment, acknowledge }: PaymentPaidEvent): Promise<void> {
    const parcel = await this.courier.book(id);
    await this.database.transaction(async (tx) => {
      const text = 'UPDATE shop_orders SET courier = $2, courier_at = $3 WHERE number = $1';
      await tx.query(text, [payment.reference, parcel, Date.now()]);
      await acknowledge(tx);
    });
  }
}
