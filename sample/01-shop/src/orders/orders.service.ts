import { randomUUID } from 'node:crypto';
import { Injectable, NotFoundException } from '@nestjs/common';
import type { Product } from '../products/product.js';
import type { Order } from './order.js';

/** The shop's orders. A real shop keeps them in its database. */
@Injectable()
export class OrdersService {
  private readonly orders = new Map<string, Order>();
  private lastNumber = 1000;

  place(product: Product, quantity: number): Order {
    this.lastNumber += 1;
    return this.save({
      id: randomUUID(),
      number: `MP-${this.lastNumber}`,
      productId: product.id,
      productName: product.name,
      quantity,
      total: { ...product.price, minor: product.price.minor * quantity },
      placedAt: new Date(),
      status: 'open',
    });
  }

  get(id: string): Order {
    const order = this.orders.get(id);
    if (order) return order;
    throw new NotFoundException('There is no such order.');
  }

  /** The order that a payment's reference names. */
  byNumber(number: string): Order {
    const order = this.all().find((candidate) => candidate.number === number);
    if (order) return order;
    throw new NotFoundException(`There is no order ${number}.`);
  }

  /** Newest first. */
  all(): readonly Order[] {
    return [...this.orders.values()].reverse();
  }

  reopen(order: Order): Order {
    return order.status === 'expired' ? this.save({ ...order, status: 'open' }) : order;
  }

  markPaid(order: Order, receipt: string, paidAt: Date): void {
    this.save({ ...order, status: 'paid', receipt, paidAt });
  }

  markExpired(order: Order): void {
    if (order.status === 'open') this.save({ ...order, status: 'expired' });
  }

  private save(order: Order): Order {
    this.orders.set(order.id, order);
    return order;
  }
}
