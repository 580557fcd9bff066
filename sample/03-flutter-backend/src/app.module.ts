import { Module } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ScheduleModule } from '@nestjs/schedule';
import { KhqrModule, MemoryPaymentStore } from 'nestjs-khqr';
import { KhqrCheckoutModule } from 'nestjs-khqr/checkout';
import { Apikhqr, ApikhqrModule } from './apikhqr.js';
import { DonationsHandler } from './donations.handler.js';
import { SettingsModule } from './settings.js';

@Module({
  imports: [
    SettingsModule,
    ScheduleModule.forRoot(),
    EventEmitterModule.forRoot(),
    KhqrModule.forRootAsync({
      imports: [ApikhqrModule],
      inject: [Apikhqr],
      useFactory: ({ key, baseUrl }: Apikhqr) => ({
        provider: 'apikhqr',
        apiKey: key,
        baseUrl,
        // A donation that nobody wrote down is still a donation; what must not be lost belongs into SQLite or PostgreSQL.
        store: new MemoryPaymentStore({ acceptDataLoss: true }),
      }),
    }),
    // At the root, where APIKHQR's sample for Flutter looks: `$backendUrl/generate-qr`.
    KhqrCheckoutModule.register({
      path: '/',
      merchantName: 'Donation box',
      // There are no orders with a price here: the app says what somebody gives.
      resolveOrder: () => null,
      page: false,
      proxy: true,
      allowClientAmounts: true,
    }),
  ],
  providers: [DonationsHandler],
})
export class AppModule {}
