import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../database/database.js';

/** On the shelf and not promised to anybody: goods are promised to whoever has paid, and for a while to whoever may still pay. */
const AVAILABLE = `SELECT s.product_id, s.on_hand - COALESCE(SUM(o.quantity), 0) AS available
  FROM shop_stock s LEFT JOIN shop_orders o ON o.product_id = s.product_id AND o.packed_at IS NULL
    AND (o.status = 'paid' OR (o.status = 'open' AND o.held_until > $1))`;
const GROUPED = 'GROUP BY s.product_id, s.on_hand';

/** What is on the shelf, and what of it can still be ordered. */
@Injectable()
export class StockService {
  constructor(private readonly database: Database) {}

  /** How many of each product can be ordered. */
  async all(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.database.query(`${AVAILABLE} ${GROUPED}`, [Date.now()]);
    return new Map(
      rows.map(({ product_id, available }) => [String(product_id), atLeastNone(available)]),
    );
  }

  async available(productId: string, sql: Sql = this.database): Promise<number> {
    const text = `${AVAILABLE} WHERE s.product_id = $2 ${GROUPED}`;
    const [row] = await sql.query(text, [Date.now(), productId]);
    return atLeastNone(row?.['available']);
  }

  /** Two customers who want the last one at the same time come one after the other. */
  async lock(tx: Sql, productId: string): Promise<void> {
    await tx.query('UPDATE shop_stock SET on_hand = on_hand WHERE product_id = $1', [productId]);
  }

  /** Goods leave the shelf. Money that came after they were sold to others is owed goods all the same: it may go below zero. */
  async take(tx: Sql, productId: string, quantity: number): Promise<void> {
    const text = 'UPDATE shop_stock SET on_hand = on_hand - $2 WHERE product_id = $1';
    await tx.query(text, [productId, quantity]);
  }
}

function atLeastNone(count: unknown): number {
  return Math.max(0, Number(count ?? 0));
}
