import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { OrdersModule } from '../orders/orders.module.js';
import { ProductsModule } from '../products/products.module.js';
import { CourierHandler } from './courier.handler.js';
import { CourierService } from './courier.service.js';
import { ReceiptHandler } from './receipt.handler.js';
import { StockHandler } from './stock.handler.js';

@Module({
  imports: [DatabaseModule, OrdersModule, ProductsModule],
  providers: [StockHandler, ReceiptHandler, CourierHandler, CourierService],
  exports: [CourierService],
})
export class FulfilmentModule {}
