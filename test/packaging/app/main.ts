import 'reflect-metadata';
import { createRequire } from 'node:module';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ScheduleModule } from '@nestjs/schedule';
import { KhqrModule, KhqrService, PaymentTracker, isKhqrError } from 'nestjs-khqr';
import { OrderFulfilment } from './order-fulfilment.js';

// A shop as small as it gets. packed.test.ts compiles it as ES modules and as CommonJS, against the packed package, and
// reads the one line that it prints.
const ORDERS = 40;
const PAID = 20;

@Module({
  imports: [
    ScheduleModule.forRoot(),
    EventEmitterModule.forRoot(),
    KhqrModule.forRoot({
      provider: 'apikhqr',
      apiKey: process.env.SHOP_KEY,
      baseUrl: process.env.SHOP_BASE_URL,
      ratePerSecond: 200,
      tracker: { tickMs: 50, gapMs: 200 },
    }),
  ],
  providers: [OrderFulfilment],
})
class AppModule {}

async function shop(): Promise<Record<string, unknown>> {
  const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error', 'warn'] });
  const khqr = app.get(KhqrService);
  const fulfilment = app.get(OrderFulfilment);
  const order = (reference: string) =>
    khqr.createPayment({ reference, amount: '5.00', currency: 'USD', note: reference });

  const references = Array.from({ length: ORDERS }, (_, index) => `order-${index}`);
  // Every customer presses the button twice.
  await Promise.all(references.flatMap((reference) => [order(reference), order(reference)]));
  const refusal: unknown = await khqr
    .createPayment({ reference: 'order-x', amount: '1e3', currency: 'USD' })
    .catch((error: unknown) => error);

  await fulfilment.orders(PAID);
  // More rounds, so that an order that would be handled again is.
  for (let round = 0; round < 3; round++) await app.get(PaymentTracker).runOnce({ maxMs: 1_000 });

  const payments = await Promise.all(references.map((reference) => khqr.getPayment({ reference })));
  await app.close();

  const required = createRequire(`${process.cwd()}/package.json`)('nestjs-khqr') as object;
  const imported = await import('nestjs-khqr');
  return {
    handled: fulfilment.handled,
    statuses: Object.fromEntries(references.map((name, index) => [name, payments[index]?.status])),
    refusal: isKhqrError(refusal) ? refusal.code : String(refusal),
    copies: new Set([
      KhqrService,
      imported.KhqrService,
      'KhqrService' in required ? required.KhqrService : undefined,
    ]).size,
  };
}

shop().then(
  (report) => {
    console.log(JSON.stringify(report));
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
