import { Module } from '@nestjs/common';
import { FulfilmentModule } from '../fulfilment/fulfilment.module.js';
import { OrdersModule } from '../orders/orders.module.js';
import { AdminGuard } from './admin.guard.js';
import { AdminSessions } from './admin.sessions.js';
import { DeliveriesController } from './deliveries.controller.js';
import { LoginController } from './login.controller.js';
import { PaymentsController } from './payments.controller.js';

@Module({
  imports: [FulfilmentModule, OrdersModule],
  controllers: [LoginController, PaymentsController, DeliveriesController],
  providers: [AdminSessions, AdminGuard],
  exports: [AdminSessions, AdminGuard],
})
export class AdminModule {}
