import { Module } from '@nestjs/common';
import { AdminModule } from '../admin/admin.module.js';
import { DatabaseModule } from '../database/database.module.js';
import { FulfilmentModule } from '../fulfilment/fulfilment.module.js';
import { BankBooks } from './bank.books.js';
import { DemoController } from './demo.controller.js';

@Module({
  imports: [AdminModule, DatabaseModule, FulfilmentModule],
  controllers: [DemoController],
  providers: [BankBooks],
})
export class DemoModule {}
