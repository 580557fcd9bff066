import { Module } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { KhqrCheckoutModule } from 'nestjs-khqr/checkout';
import { OrdersModule } from '../orders/orders.module.js';
import { payments } from '../payments.js';
import { OrderPrices } from './order.prices.js';
import { OrdersController } from './orders.controller.js';

/** No ScheduleModule: nothing runs by itself in a web process. */
@Module({
  imports: [
    EventEmitterModule.forRoot(),
    payments('web'),
    OrdersModule,
    KhqrCheckoutModule.register({
      merchantName: 'Angkor Coffee',
      resolveOrder: OrderPrices,
      returnUrl: '/',
    }),
  ],
  controllers: [OrdersController],
  providers: [OrderPrices],
})
export class WebModule {}
