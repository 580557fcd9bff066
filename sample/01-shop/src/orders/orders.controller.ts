import { Controller, Get, Param } from '@nestjs/common';
import { KhqrService } from 'nestjs-khqr';
import { ProductsService } from '../products/products.service.js';
import { orderPage } from './order.view.js';
import { OrdersService } from './orders.service.js';

/** An order's own page: the customer comes back to it from the payment page. */
@Controller('orders')
export class OrdersController {
  constructor(
    private readonly orders: OrdersService,
    private readonly products: ProductsService,
    private readonly khqr: KhqrService,
  ) {}

  /** Reads what is stored: the provider is not asked, however often a page looks. */
  @Get(':number')
  async show(@Param('number') number: string): Promise<string> {
    const order = await this.orders.get(number);
    const payment = await this.khqr.getPayment({ reference: number });
    // Somebody looks: the tracker may ask about this payment before others.
    if (payment?.status === 'PENDING') await this.khqr.markWatched(payment.id);
    return orderPage({ order, payment, product: this.products.get(order.productId) });
  }
}
