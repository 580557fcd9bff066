import { Module, type INestApplication, type ModuleMetadata } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ScheduleModule } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import { KhqrModule, KhqrService, type KhqrModuleOptions } from 'nestjs-khqr';
import { KhqrGatewayModule, type KhqrGatewayModuleOptions } from 'nestjs-khqr/gateway';
import { useKhqrTesting } from 'nestjs-khqr/testing';
import type { KhqrTestingOptions } from '../../lib/testing/test.runtime.js';
import type { Driver } from './checkout.js';
import { LineLogger } from './host.js';
import { listen } from './listen.js';

export const TEA = 'sk_live_tea_0123456789';
export const BOOKS = 'sk_live_books_0123456789';
const sandbox = { provider: 'sandbox' } as const;

export interface GatewayHostOptions {
  readonly gateway?: Partial<KhqrGatewayModuleOptions>;
  readonly khqr?: KhqrModuleOptions;
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
  readonly providers?: NonNullable<ModuleMetadata['providers']>;
  readonly testing?: KhqrTestingOptions;
  readonly prepare?: (app: INestApplication) => void;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** A gateway with two merchants, listening on a free port, on the simulated bank and a clock that stands still. */
export async function openGateway(driver: Driver, options: GatewayHostOptions = {}) {
  const { khqr = { accounts: { tea: sandbox, books: sandbox } }, imports = [] } = options;
  const gateway = {
    apiKeys: [
      { key: TEA, account: 'tea' },
      { key: BOOKS, account: 'books' },
    ],
    ...options.gateway,
  } as KhqrGatewayModuleOptions;

  @Module({
    imports: [
      ScheduleModule.forRoot(),
      EventEmitterModule.forRoot(),
      KhqrModule.forRoot(khqr),
      KhqrGatewayModule.register(gateway),
      ...imports,
    ],
    providers: options.providers ?? [],
  })
  class AppModule {}

  const log = new LineLogger();
  const tools = useKhqrTesting(
    Test.createTestingModule({ imports: [AppModule] }).setLogger(log),
    options.testing ?? {},
  );
  const module = await tools.compile();
  const app = module.createNestApplication(
    driver === 'express' ? new ExpressAdapter() : new FastifyAdapter(),
    { logger: log },
  );
  options.prepare?.(app);
  const origin = await listen(app);
  await tools.clock.advance(0);

  const ask = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const answer = await fetch(new URL(path, origin), init);
    const body = (await answer.json()) as Record<string, unknown>;
    return { status: answer.status, headers: answer.headers, body };
  };
  const generate = (body: unknown, headers: Record<string, string> = { 'x-api-key': TEA }) =>
    ask('/api/v1/khqr/generate', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const status = (md5: unknown, key = TEA) =>
    ask(`/api/v1/khqr/status?md5=${String(md5)}`, { headers: { 'x-api-key': key } });
  const { bank, clock, settled } = tools;
  const lines = log.lines;
  const service = app.get(KhqrService);
  return { app, origin, ask, generate, status, khqr: service, bank, clock, settled, lines };
}
