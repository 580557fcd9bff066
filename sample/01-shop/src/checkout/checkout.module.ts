import { Module } from '@nestjs/common';
import { OrdersModule } from '../orders/orders.module.js';
import { ProductsModule } from '../products/products.module.js';
import { CheckoutController } from './checkout.controller.js';
import { CheckoutService } from './checkout.service.js';
import { SandboxController } from './sandbox.controller.js';

@Module({
  imports: [OrdersModule, ProductsModule],
  controllers: [CheckoutController, SandboxController],
  providers: [CheckoutService],
})
export class CheckoutModule {}
