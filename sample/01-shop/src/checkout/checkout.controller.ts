import { BadRequestException, Body, Controller, Param, Post, Redirect } from '@nestjs/common';
import { OrdersService } from '../orders/orders.service.js';
import { MOST_IN_ONE_ORDER } from '../products/product.view.js';
import { ProductsService } from '../products/products.service.js';
import { Settings } from '../settings.js';
import { CheckoutService } from './checkout.service.js';

interface OrderForm {
  readonly product?: unknown;
  readonly quantity?: unknown;
  readonly currency?: unknown;
}

@Controller('checkout')
export class CheckoutController {
  constructor(
    private readonly checkout: CheckoutService,
    private readonly orders: OrdersService,
    private readonly products: ProductsService,
    private readonly settings: Settings,
  ) {}

  /** The browser says what, how many and in which currency; the shop says for how much. */
  @Post()
  @Redirect(undefined, 303)
  async begin(@Body() form: OrderForm): Promise<{ url: string }> {
    const { product: id, quantity: count, currency: asked } = form;
    const product = this.products.get(String(id));
    const quantity = Number(count);
    if (!Number.isInteger(quantity) || quantity < 1 || quantity > MOST_IN_ONE_ORDER) {
      throw new BadRequestException(`Order between 1 and ${MOST_IN_ONE_ORDER} at a time.`);
    }
    const currency = this.settings.currencies.find((one) => one === asked);
    if (!currency) throw new BadRequestException('Pay in one of the currencies offered.');
    const { number } = await this.orders.place(product, quantity, currency);
    return { url: await this.checkout.pageFor(number) };
  }

  /** From the order's page: to its code, or a new one after the last has ended. */
  @Post(':number')
  @Redirect(undefined, 303)
  async pay(@Param('number') number: string): Promise<{ url: string }> {
    await this.orders.get(number);
    return { url: await this.checkout.pageFor(number) };
  }
}
