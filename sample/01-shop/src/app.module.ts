import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ScheduleModule } from '@nestjs/schedule';
import { KhqrModule } from 'nestjs-khqr';
import { CheckoutModule } from './checkout/checkout.module.js';
import { FulfilmentModule } from './fulfilment/fulfilment.module.js';
import { OrdersModule } from './orders/orders.module.js';
import { ProductsModule } from './products/products.module.js';
import { khqrOptions } from './settings.js';
import { AssetsController } from './web/assets.controller.js';
import { ErrorPageFilter } from './web/error-page.filter.js';

@Module({
  imports: [
    ScheduleModule.forRoot(),
    EventEmitterModule.forRoot(),
    KhqrModule.forRootAsync({ useFactory: () => khqrOptions(process.env) }),
    ProductsModule,
    OrdersModule,
    CheckoutModule,
    FulfilmentModule,
  ],
  controllers: [AssetsController],
  providers: [{ provide: APP_FILTER, useClass: ErrorPageFilter }],
})
export class AppModule {}
