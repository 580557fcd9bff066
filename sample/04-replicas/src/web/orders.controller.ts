import { Controller, Get, Header, Post, Redirect } from '@nestjs/common';
import { KhqrService } from 'nestjs-khqr';
import { OrdersService } from '../orders/orders.service.js';
import { ordersPage } from './orders.view.js';

const PRICE = '1.75';

@Controller()
export class OrdersController {
  constructor(
    private readonly orders: OrdersService,
    private readonly khqr: KhqrService,
  ) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  async page(): Promise<string> {
    return ordersPage(PRICE, await this.orders.latest());
  }

  /** A code for a new order; its page may be opened on any of the web processes. */
  @Post('orders')
  @Redirect('/', 303)
  async order(): Promise<{ url: string }> {
    const { id: reference, amount } = await this.orders.create(PRICE);
    const note = `Order ${reference}`;
    const { id } = await this.khqr.createPayment({ reference, amount, currency: 'USD', note });
    return { url: `/khqr/pay/${id}` };
  }
}
