import { Module, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ScheduleModule } from '@nestjs/schedule';
import { Throttle, ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import { KhqrCheckoutModule, type PaymentView } from '../../lib/checkout/index.js';
import { KhqrModule, SandboxBank } from '../../lib/index.js';
import { listen } from './listen.js';

const LIMIT = { ttl: 60_000, limit: 3 };

export interface ThrottledAnswers {
  /** Four answers of each route. */
  readonly statuses: Readonly<Record<string, readonly number[]>>;
  readonly retryAfter: number;
  /** What the provider was asked for all that. */
  readonly calls: number;
}

/** A shop whose checkout has the application's throttler on it, asked four times for everything. */
export async function askThrottledShop(driver: string): Promise<ThrottledAnswers> {
  @Module({
    imports: [
      ScheduleModule.forRoot(),
      EventEmitterModule.forRoot(),
      ThrottlerModule.forRoot([{ ...LIMIT, limit: 100 }]),
      KhqrModule.forRoot({ provider: 'sandbox', tracker: { enabled: false } }),
      KhqrCheckoutModule.register({
        merchantName: 'Angkor Coffee',
        resolveOrder: () => ({ amount: '5.00', currency: 'USD' }),
        decorators: [UseGuards(ThrottlerGuard), Throttle({ default: LIMIT })],
      }),
    ],
  })
  class AppModule {}

  const adapter = driver === 'express' ? new ExpressAdapter() : new FastifyAdapter();
  const app = await NestFactory.create(AppModule, adapter, { logger: false });
  const origin = await listen(app);
  const leave = new AbortController();
  const ask = (path: string, body?: string): Promise<Response> =>
    fetch(origin + path, {
      signal: leave.signal,
      ...(body !== undefined && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      }),
    });
  const made = await ask('/khqr/payments', '{"reference":"order-1"}');
  const { urls } = (await made.json()) as PaymentView;
  const statuses: Record<string, number[]> = {};
  let retryAfter = 0;
  for (const name of ['self', 'page', 'qrSvg', 'events'] as const) {
    const seen: number[] = (statuses[name] = []);
    for (let times = 0; times < 4; times += 1) {
      const answer = await ask(urls[name]);
      seen.push(answer.status);
      retryAfter = Number(answer.headers.get('retry-after'));
    }
  }
  const { creates, checks } = app.get(SandboxBank, { strict: false }).stats();
  leave.abort();
  await app.close();
  return { statuses, retryAfter, calls: creates + checks };
}
