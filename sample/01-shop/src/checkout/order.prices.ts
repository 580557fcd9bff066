import { Injectable } from '@nestjs/common';
import { formatMoney } from 'nestjs-khqr';
import type { CheckoutOrder, OrderResolver } from 'nestjs-khqr/checkout';
import { OrdersService } from '../orders/orders.service.js';
import { Settings } from '../settings.js';

/** What an order costs: the checkout's routes ask it before each code, so that no browser names an amount. */
@Injectable()
export class OrderPrices implements OrderResolver {
  constructor(
    private readonly orders: OrdersService,
    private readonly settings: Settings,
  ) {}

  /** A new code after an old one has ended is a promise to deliver, so the goods are kept again. */
  async resolveOrder(number: string): Promise<CheckoutOrder | null> {
    const order = await this.orders.find(number);
    if (!order) return null;
    await this.orders.hold(number);
    const { totalMinor: minor, currency } = order;
    const { payee } = this.settings;
    return {
      amount: formatMoney({ minor, currency }),
      currency,
      note: `Order ${number}`,
      ...(payee && { payee }),
    };
  }
}
