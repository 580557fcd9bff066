import { Injectable } from '@nestjs/common';
import type { CheckoutOrder, OrderResolver } from 'nestjs-khqr/checkout';
import { OrdersService } from '../orders/orders.service.js';

@Injectable()
export class OrderPrices implements OrderResolver {
  constructor(private readonly orders: OrdersService) {}

  async resolveOrder(reference: string): Promise<CheckoutOrder | null> {
    const order = await this.orders.find(reference);
    return order && { amount: order.amount, currency: 'USD', note: `Order ${order.id}` };
  }
}
