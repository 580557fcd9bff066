import { Module } from '@nestjs/common';
import { OrdersModule } from '../orders/orders.module.js';
import { ProductsModule } from '../products/products.module.js';
import { ReceiptHandler } from './receipt.handler.js';
import { ReceiptsService } from './receipts.service.js';
import { StockHandler } from './stock.handler.js';

@Module({
  imports: [OrdersModule, ProductsModule],
  providers: [ReceiptsService, ReceiptHandler, StockHandler],
})
export class FulfilmentModule {}
