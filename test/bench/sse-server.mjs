// One server of sse.bench.mjs: `ours`, `nest` or `bare`, with so many payments.
import 'reflect-metadata';
import { createServer } from 'node:http';
import { Controller, Module, Param, Sse } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ScheduleModule } from '@nestjs/schedule';
import { map, takeWhile } from 'rxjs';
import { KhqrCheckoutModule } from '../../dist/esm/checkout/index.js';
import { isSettled, KhqrModule, KhqrService, MemoryPaymentStore } from '../../dist/esm/index.js';

const [contender, count] = [process.argv[2], Number(process.argv[3])];
const HOUR_MS = 3_600_000;
const show = ({ id, amount, currency, status, qrString, expiresAt }) => ({
  id,
  amount,
  currency,
  status,
  qrString,
  expiresAt,
});

/** What a shop writes by hand. */
class SseController {
  constructor(khqr) {
    this.khqr = khqr;
  }

  events(id) {
    return this.khqr.watchPayment(id).pipe(
      map((payment) => ({ type: 'payment', data: show(payment) })),
      takeWhile(({ data }) => !isSettled(data.status), true),
    );
  }
}
Reflect.defineMetadata('design:paramtypes', [KhqrService], SseController);
const method = Object.getOwnPropertyDescriptor(SseController.prototype, 'events');
Sse(':id/events')(SseController.prototype, 'events', method);
Param('id')(SseController.prototype, 'events', 0);
Controller('payments')(SseController);

/** The sockets alone, with the same first event. */
async function bare() {
  const responses = new Set();
  const event = (status) => `event: payment\nid: ${status}\ndata: {"status":"${status}"}\n\n`;
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.write(event('PENDING'));
    responses.add(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', 8192, resolve));
  const change = () => {
    for (const response of responses) response.end(event('CANCELLED'));
  };
  return { port: server.address().port, paths: ['/'], change, close: () => server.close() };
}

async function shop() {
  const ours = contender === 'ours';
  class AppModule {}
  Module({
    imports: [
      ScheduleModule.forRoot(),
      EventEmitterModule.forRoot(),
      KhqrModule.forRoot({
        provider: 'sandbox',
        ratePerSecond: 100_000,
        expiresInMs: HOUR_MS,
        store: new MemoryPaymentStore(),
        tracker: { enabled: false },
      }),
      ...(ours
        ? [
            KhqrCheckoutModule.register({
              merchantName: 'Bench',
              resolveOrder: () => null,
              limits: { streams: 100_000, streamsPerPayment: 100_000 },
            }),
          ]
        : []),
    ],
    controllers: ours ? [] : [SseController],
  })(AppModule);
  const app = await NestFactory.create(AppModule, { logger: false });
  await app.listen(0, '127.0.0.1');
  const khqr = app.get(KhqrService);
  const ids = [];
  for (let order = 0; order < count; order += 1) {
    const ask = { reference: `order-${order}`, amount: '5.00', currency: 'USD' };
    ids.push((await khqr.createPayment(ask)).id);
  }
  return {
    port: app.getHttpServer().address().port,
    paths: ids.map((id) => (ours ? `/khqr/payments/${id}/events` : `/payments/${id}/events`)),
    change: () => Promise.all(ids.map((id) => khqr.cancelPayment(id))),
    close: () => app.close(),
  };
}

const { port, paths, change, close } = await (contender === 'bare' ? bare() : shop());
process.on('message', async ({ kind }) => {
  if (kind === 'change') {
    const at = Number(process.hrtime.bigint() / 1000n) / 1000;
    await change();
    process.send({ kind, at });
    return;
  }
  // Garbage of the readers' arrival goes in steps: what a collection frees, the next may find free again.
  for (let times = 0; times < 4; times += 1) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send({ kind, resident: rss, heap: heapUsed + external });
});
process.once('disconnect', () => {
  void close();
  process.exit(0);
});
process.send({ kind: 'ready', port, paths });
