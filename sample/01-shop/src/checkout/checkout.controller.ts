import { BadRequestException, Body, Controller, Get, Param, Post, Redirect } from '@nestjs/common';
import { OrdersService } from '../orders/orders.service.js';
import { ProductsService } from '../products/products.service.js';
import { MOST_IN_ONE_ORDER } from '../products/products.view.js';
import { CheckoutService } from './checkout.service.js';
import { checkout, checkoutPage } from './checkout.view.js';

interface OrderForm {
  readonly product?: unknown;
  readonly quantity?: unknown;
}

@Controller('checkout')
export class CheckoutController {
  constructor(
    private readonly checkout: CheckoutService,
    private readonly orders: OrdersService,
    private readonly products: ProductsService,
  ) {}

  /** The browser says what and how many; the shop says for how much. */
  @Post()
  @Redirect(undefined, 303)
  async begin(@Body() form: OrderForm): Promise<{ url: string }> {
    const product = this.products.get(String(form.product));
    const quantity = Number(form.quantity);
    if (!Number.isInteger(quantity) || quantity < 1 || quantity > MOST_IN_ONE_ORDER) {
      throw new BadRequestException(`Order between 1 and ${MOST_IN_ONE_ORDER} at a time.`);
    }
    const order = await this.checkout.begin(product, quantity);
    return { url: `/checkout/${order.id}` };
  }

  @Get(':id')
  async show(@Param('id') id: string): Promise<string> {
    return checkoutPage(await this.checkout.look(id));
  }

  /** What the open page asks every second. */
  @Get(':id/state')
  async state(@Param('id') id: string): Promise<{ key: string; phase: string; leftMs: number }> {
    const state = await this.checkout.look(id);
    await this.checkout.seen(state);
    const { key, phase, leftMs } = state;
    return { key, phase, leftMs };
  }

  /** The part of the page that changes. */
  @Get(':id/fragment')
  async fragment(@Param('id') id: string): Promise<string> {
    return checkout(await this.checkout.look(id)).text;
  }

  @Post(':id/code')
  @Redirect(undefined, 303)
  async newCode(@Param('id') id: string): Promise<{ url: string }> {
    await this.checkout.askForMoney(this.orders.get(id));
    return { url: `/checkout/${id}` };
  }
}
