// The shop whose process is killed: a small application on the built package, told what to do by the test through IPC.
// Plain JavaScript, so that it starts at once.
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventEmitter2, EventEmitterModule } from '@nestjs/event-emitter';
import { ScheduleModule } from '@nestjs/schedule';
import { KhqrModule, KhqrOperations, KhqrService, OnPaymentPaid } from 'nestjs-khqr';
import { SqlitePaymentStore } from 'nestjs-khqr/sqlite';
import { KhqrHealthIndicator } from 'nestjs-khqr/terminus';
import { Failpoint } from './failpoint.js';
import { EffectLedger } from './effect.ledger.js';
import { failingStore } from './failing.store.js';

/** How long the application waits before it asks again after an error, as a customer would press the button again. */
const AGAIN_MS = 200;

let app;

const operations = {
  async start(config) {
    const failpoint = new Failpoint(config.failpoint ?? null);
    const ledger = new EffectLedger(config.ledger);

    class Fulfilment {
      async ship(event) {
        ledger.append('run', event);
        failpoint.reach('handler started');
        ledger.applyOnce(event);
        failpoint.reach('handler done');
      }
    }
    OnPaymentPaid()(
      Fulfilment.prototype,
      'ship',
      Object.getOwnPropertyDescriptor(Fulfilment.prototype, 'ship'),
    );

    class AppModule {}
    Module({
      imports: [
        ScheduleModule.forRoot(),
        EventEmitterModule.forRoot({ wildcard: true }),
        KhqrModule.forRoot({
          ...config.khqr,
          store: failingStore(await openStore(config.store), failpoint, config.deliveryLeaseMs),
        }),
      ],
      providers: [Fulfilment, KhqrHealthIndicator],
    })(AppModule);

    app = await NestFactory.createApplicationContext(AppModule, { abortOnError: false });
    app.enableShutdownHooks();
    app.get(EventEmitter2).on('khqr.**', (event) => ledger.note('event', event));
  },
  async create(orders) {
    return Promise.all(orders.map(create));
  },
  async adopt(codes) {
    const khqr = app.get(KhqrService);
    for (let start = 0; start < codes.length; start += 50) {
      await Promise.all(codes.slice(start, start + 50).map((code) => adopt(khqr, code)));
    }
  },
  async get(reference) {
    return app.get(KhqrService).getPayment({ reference });
  },
  async undelivered() {
    const deliveries = await app.get(KhqrOperations).listDeliveries();
    return deliveries.filter(({ status }) => status === 'waiting' || status === 'running').length;
  },
  async health() {
    return (await app.get(KhqrHealthIndicator).isHealthy()).khqr;
  },
  async close() {
    await app.close();
  },
};

async function openStore({ kind, ...options }) {
  if (kind === 'sqlite') return new SqlitePaymentStore(options);
  const { PostgresPaymentStore } = await import('nestjs-khqr/postgres');
  return new PostgresPaymentStore(options);
}

async function create(order) {
  for (;;) {
    try {
      // The note is how the bank knows the order.
      const note = order.reference;
      const payment = await app.get(KhqrService).createPayment({ ...order, note });
      tell({ created: { reference: order.reference, md5: payment.md5 } });
      return payment;
    } catch (error) {
      // A provider that failed, or a create that took longer than the lease.
      if (error.name === 'KhqrAlreadyPaidError') return null;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}

async function adopt(khqr, { expiresAt, ...code }) {
  await khqr.adoptPayment({ ...code, expiresAt: new Date(expiresAt) });
}

function tell(message) {
  if (process.connected) process.send(message);
}

process.on('message', ({ call, operation, argument }) => {
  operations[operation](argument).then(
    (result = null) => tell({ call, result }),
    (error) => tell({ call, error: String(error.stack ?? error) }),
  );
});
// Whoever started this process is gone.
process.on('disconnect', () => process.exit(1));
tell({ warm: true });
