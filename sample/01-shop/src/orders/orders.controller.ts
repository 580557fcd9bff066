import { Controller, Get } from '@nestjs/common';
import { OrdersService } from './orders.service.js';
import { ordersPage } from './orders.view.js';

/** What the people who pack the orders look at; a real shop asks them to sign in. */
@Controller('orders')
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Get()
  list(): string {
    return ordersPage(this.orders.all());
  }
}
