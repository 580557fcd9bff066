// The process that gateway.bench.mjs asks: a gateway over `bakong`, which writes its codes itself, and beside it a bare Nest
// controller that answers constants. Arguments: driver, then a file for SQLite or nothing for the memory store.
import 'reflect-metadata';
import { Controller, Get, HttpCode, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ScheduleModule } from '@nestjs/schedule';

const [driver, file] = process.argv.slice(2);
const { KhqrModule, MemoryPaymentStore } = await import('nestjs-khqr');
const { KhqrGatewayModule } = await import('nestjs-khqr/gateway');
const { SqlitePaymentStore } = await import('nestjs-khqr/sqlite');
const adapter =
  driver === 'express'
    ? new (await import('@nestjs/platform-express')).ExpressAdapter()
    : new (await import('@nestjs/platform-fastify')).FastifyAdapter();
const { recorder } = await import('./statements.mjs');
// Before the store prepares its first statement.
const record = recorder();

const CONSTANT = { success: true };

class Bare {
  get() {
    return CONSTANT;
  }
  post() {
    return CONSTANT;
  }
}
Controller('bare')(Bare);
for (const [name, decorators] of Object.entries({ get: [Get()], post: [Post(), HttpCode(201)] })) {
  const descriptor = Object.getOwnPropertyDescriptor(Bare.prototype, name);
  for (const decorate of decorators) decorate(Bare.prototype, name, descriptor);
}

class App {}
Module({
  imports: [
    ScheduleModule.forRoot(),
    EventEmitterModule.forRoot(),
    KhqrModule.forRoot({
      provider: 'bakong',
      apiKey: 'bench',
      bakongId: 'tea_house@abaa',
      merchantName: 'Tea House',
      tracker: { enabled: false },
      store: file ? new SqlitePaymentStore({ path: file }) : new MemoryPaymentStore(),
    }),
    KhqrGatewayModule.register({
      apiKeys: [{ key: process.env.BENCH_KEY }],
      rateLimit: false,
    }),
  ],
  controllers: [Bare],
})(App);

const app = await NestFactory.create(App, adapter, { logger: false });
await app.listen(0, '127.0.0.1');
process.on('message', ({ say, copy }) => {
  if (say === 'record') process.send(record.begin(file, copy));
  if (say === 'replay') process.send(record.replay(copy));
});
process.once('disconnect', () => app.close().then(() => process.exit(0)));
process.send({ port: app.getHttpServer().address().port });
