import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { Module } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ScheduleModule } from '@nestjs/schedule';
import { KhqrModule, MemoryPaymentStore, type PaymentStore } from 'nestjs-khqr';
import { KhqrGatewayModule } from 'nestjs-khqr/gateway';
import { SqlitePaymentStore } from 'nestjs-khqr/sqlite';
import { Bank, BankModule } from './bank.js';
import { Settings, SettingsModule } from './settings.js';
import { TakingsHandler } from './takings.handler.js';

@Module({
  imports: [
    SettingsModule,
    ScheduleModule.forRoot(),
    EventEmitterModule.forRoot(),
    // One token, two accounts that are paid.
    KhqrModule.forRootAsync({
      imports: [BankModule],
      inject: [Settings, Bank],
      useFactory: (settings: Settings, bank: Bank) => ({
        accounts: Object.fromEntries(
          settings.merchants.map(({ name, bakongId, merchantName }) => [
            name,
            {
              provider: 'bakong' as const,
              apiKey: bank.token,
              bakongId,
              merchantName,
              baseUrl: bank.baseUrl,
              // The simulated bank can be asked as often as one likes.
              ...(bank.page !== undefined && { dailyQuota: null }),
            },
          ]),
        ),
        store: storeOf(settings),
      }),
    }),
    KhqrGatewayModule.registerAsync({
      inject: [Settings],
      useFactory: ({ merchants }: Settings) => ({
        apiKeys: merchants.map(({ name, apiKey }) => ({ key: apiKey, account: name })),
      }),
    }),
  ],
  providers: [TakingsHandler],
})
export class AppModule {}

/** Real money is kept on disk; a simulated bank forgets with its process, and so do its payments. */
function storeOf({ bakongToken, dataFile }: Settings): PaymentStore {
  if (bakongToken === undefined) return new MemoryPaymentStore();
  mkdirSync(path.dirname(dataFile), { recursive: true });
  return new SqlitePaymentStore({ path: dataFile });
}
