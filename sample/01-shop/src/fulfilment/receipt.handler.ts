import { Injectable } from '@nestjs/common';
import { OnPaymentPaid, PaymentPaidEvent } from 'nestjs-khqr';
import { Database } from '../database/database.js';

/** Writes the receipt. It is a handler of its own: where it fails, it alone is run again. */
@Injectable()
export class ReceiptHandler {
  constructor(private readonly database: Database) {}

  /** Receipts are numbered without a gap: a run that fails gives its number back with everything else. */
  @OnPaymentPaid({ id: 'receipt.write' })
  async write({ payment, acknowledge, occurredAt }: PaymentPaidEvent): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [counter] = await tx.query(
        "UPDATE shop_counters SET value = value + 1 WHERE name = 'receipt' RETURNING value",
      );
      const receipt = `R-${String(counter?.['value']).padStart(4, '0')}`;
      const text =
        "UPDATE shop_orders SET status = 'paid', receipt = $2, paid_at = $3 WHERE number = $1";
      const paidAt = payment.paidAt ?? occurredAt;
      await tx.query(text, [payment.reference, receipt, paidAt.getTime()]);
      await acknowledge(tx);
    });
  }
}
