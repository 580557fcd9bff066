import { Module } from '@nestjs/common';
import { KhqrCheckoutModule } from 'nestjs-khqr/checkout';
import { OrdersModule } from '../orders/orders.module.js';
import { ProductsModule } from '../products/products.module.js';
import { SHOP_NAME } from '../settings.js';
import { CheckoutController } from './checkout.controller.js';
import { CheckoutService } from './checkout.service.js';
import { OrderPrices } from './order.prices.js';

@Module({
  imports: [
    OrdersModule,
    ProductsModule,
    // Serves /khqr: the payment page, its live status and its pictures.
    KhqrCheckoutModule.register({
      merchantName: SHOP_NAME,
      resolveOrder: OrderPrices,
      returnUrl: ({ reference }) => `/orders/${reference}`,
      // A button that stands in for the customer's phone; only payments of the sandbox have it.
      sandboxPay: true,
    }),
  ],
  controllers: [CheckoutController],
  providers: [CheckoutService, OrderPrices],
})
export class CheckoutModule {}
