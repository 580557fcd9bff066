import { ConflictException, Injectable, NotFoundException } from '@nestjs/common';
import type { Currency } from 'nestjs-khqr';
import { Database, type Sql } from '../database/database.js';
import type { Product } from '../products/product.js';
import { StockService } from '../products/stock.service.js';
import { toOrder, type Order } from './order.js';
import { isOrderNumber, newOrderNumber } from './order-number.js';

/**
 * Goods are kept for an order until its code has ended and the shop has looked for late money: that ends a hold sooner
 * (`@OnPaymentExpired`). This is for orders that never got a code. Milliseconds.
 */
const HOLD_MS = 15 * 60_000;

@Injectable()
export class OrdersService {
  constructor(
    private readonly database: Database,
    private readonly stock: StockService,
  ) {}

  /** Places an order and keeps its goods. @throws ConflictException where there are not enough */
  async place(product: Product, quantity: number, currency: Currency): Promise<Order> {
    const total = product.price[currency] * quantity;
    const now = Date.now();
    return this.database.transaction(async (tx) => {
      await this.reserve(tx, product.id, quantity);
      const [row] = await tx.query(
        `INSERT INTO shop_orders (number, product_id, quantity, total_minor, currency, status, placed_at, held_until)
          VALUES ($1, $2, $3, $4, $5, 'open', $6, $7) RETURNING *`,
        [newOrderNumber(), product.id, quantity, total, currency, now, now + HOLD_MS],
      );
      return found(row && toOrder(row));
    });
  }

  async find(number: string, sql: Sql = this.database): Promise<Order | null> {
    if (!isOrderNumber(number)) return null;
    const [row] = await sql.query('SELECT * FROM shop_orders WHERE number = $1', [number]);
    return row ? toOrder(row) : null;
  }

  /** @throws NotFoundException */
  async get(number: string, sql?: Sql): Promise<Order> {
    return found(await this.find(number, sql));
  }

  /** Before the order's code is made, also once more: keeps the goods, which may be gone by now. @throws ConflictException */
  async hold(number: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const now = Date.now();
      const [row] = await tx.query(
        `SELECT * FROM shop_orders WHERE number = $1 AND status <> 'paid' AND NOT (status = 'open' AND held_until > $2)`,
        [number, now],
      );
      if (row) {
        const { productId, quantity } = toOrder(row);
        await this.reserve(tx, productId, quantity);
      }
      await tx.query(
        "UPDATE shop_orders SET status = 'open', held_until = $2 WHERE number = $1 AND status <> 'paid'",
        [number, now + HOLD_MS],
      );
    });
  }

  /** Its goods may be sold to others. An order that is paid stays as it is. */
  async release(number: string, sql: Sql = this.database): Promise<void> {
    const text = "UPDATE shop_orders SET status = 'expired' WHERE number = $1 AND status = 'open'";
    await sql.query(text, [number]);
  }

  private async reserve(tx: Sql, productId: string, quantity: number): Promise<void> {
    await this.stock.lock(tx, productId);
    if ((await this.stock.available(productId, tx)) >= quantity) return;
    throw new ConflictException('Somebody else has just bought the last ones.');
  }
}

function found(order: Order | null | undefined): Order {
  if (order) return order;
  throw new NotFoundException('There is no such order.');
}
