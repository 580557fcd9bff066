import { Module } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ScheduleModule } from '@nestjs/schedule';
import { OrdersModule } from '../orders/orders.module.js';
import { payments } from '../payments.js';
import { ShippingHandler } from './shipping.handler.js';

@Module({
  imports: [
    ScheduleModule.forRoot(),
    EventEmitterModule.forRoot(),
    payments('tracker'),
    OrdersModule,
  ],
  providers: [ShippingHandler],
})
export class FulfilmentModule {}
