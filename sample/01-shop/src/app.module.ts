import { Module, type MiddlewareConsumer, type NestModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ScheduleModule } from '@nestjs/schedule';
import { KhqrModule } from 'nestjs-khqr';
import { AdminModule } from './admin/admin.module.js';
import { CheckoutModule } from './checkout/checkout.module.js';
import { Database } from './database/database.js';
import { DatabaseModule } from './database/database.module.js';
import { DemoModule } from './demo/demo.module.js';
import { FulfilmentModule } from './fulfilment/fulfilment.module.js';
import { OrdersModule } from './orders/orders.module.js';
import { ProductsModule } from './products/products.module.js';
import { Settings, SettingsModule } from './settings.js';
import { AssetsController } from './web/assets.controller.js';
import { ErrorPageFilter } from './web/error-page.filter.js';
import { SecurityHeadersMiddleware } from './web/security-headers.middleware.js';

@Module({
  imports: [
    SettingsModule,
    ScheduleModule.forRoot(),
    EventEmitterModule.forRoot(),
    KhqrModule.forRootAsync({
      imports: [DatabaseModule],
      inject: [Settings, Database],
      useFactory: ({ account, delivery }: Settings, database: Database) => ({
        ...account,
        delivery,
        store: database.paymentStore(),
      }),
    }),
    ProductsModule,
    OrdersModule,
    CheckoutModule,
    FulfilmentModule,
    AdminModule,
    DemoModule,
  ],
  controllers: [AssetsController],
  providers: [{ provide: APP_FILTER, useClass: ErrorPageFilter }],
})
export class AppModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(SecurityHeadersMiddleware).forRoutes('{*path}');
  }
}
