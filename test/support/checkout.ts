import { Module, type INestApplication, type ModuleMetadata } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ScheduleModule } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import { KhqrModule, KhqrService, type KhqrModuleOptions } from 'nestjs-khqr';
import {
  KhqrCheckoutModule,
  type KhqrCheckoutModuleOptions,
  type PaymentView,
} from 'nestjs-khqr/checkout';
import { useKhqrTesting } from 'nestjs-khqr/testing';
import type { KhqrTestingOptions } from '../../lib/testing/test.runtime.js';
import { listen } from './listen.js';

/** What every HTTP test runs on. */
export const DRIVERS = ['express', 'fastify'] as const;
export type Driver = (typeof DRIVERS)[number];

/** Prices of a small shop; a test may change them. */
export type Prices = Map<string, { amount: string; currency: 'USD' | 'KHR' }>;

export interface CheckoutShopOptions {
  readonly checkout?: Partial<KhqrCheckoutModuleOptions>;
  readonly khqr?: KhqrModuleOptions;
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
  readonly providers?: NonNullable<ModuleMetadata['providers']>;
  readonly controllers?: NonNullable<ModuleMetadata['controllers']>;
  readonly testing?: KhqrTestingOptions;
  /** Before the application is started. */
  readonly prepare?: (app: INestApplication) => void;
  /** @default a free one */
  readonly port?: number;
}

/** A shop with a checkout, listening on a free port, on the simulated bank and a clock that stands still. */
export async function openCheckout(driver: Driver, options: CheckoutShopOptions = {}) {
  const prices: Prices = new Map([
    ['order-1', { amount: '5.00', currency: 'USD' }],
    ['order-2', { amount: '20000', currency: 'KHR' }],
  ]);
  const {
    imports = [],
    providers = [],
    controllers = [],
    khqr = { provider: 'sandbox' },
    prepare,
    port = 0,
  } = options;

  @Module({
    imports: [
      ScheduleModule.forRoot(),
      EventEmitterModule.forRoot(),
      KhqrModule.forRoot(khqr),
      KhqrCheckoutModule.register({
        merchantName: 'Angkor Coffee',
        resolveOrder: (reference: string) => prices.get(reference) ?? null,
        ...options.checkout,
      }),
      ...imports,
    ],
    providers,
    controllers,
  })
  class AppModule {}

  const tools = useKhqrTesting(
    Test.createTestingModule({ imports: [AppModule] }),
    options.testing ?? {},
  );
  const module = await tools.compile();
  const app = module.createNestApplication(
    driver === 'express' ? new ExpressAdapter() : new FastifyAdapter(),
    { logger: false },
  );
  prepare?.(app);
  const origin = await listen(app, port);
  await tools.clock.advance(0);

  const request = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(new URL(path, origin), { redirect: 'manual', ...init });
  const post = (path: string, body?: unknown, headers: Record<string, string> = {}) =>
    request(path, {
      method: 'POST',
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  /** Asks for the payment of an order, as a shop's page does. */
  const order = async (reference: string): Promise<PaymentView> => {
    const answer = await post('/khqr/payments', { reference });
    return (await answer.json()) as PaymentView;
  };
  const { bank, clock, settled } = tools;
  const service = app.get(KhqrService);
  return { app, origin, prices, request, post, order, khqr: service, bank, clock, settled };
}

/** Requests that the provider has had. */
export const calls = ({ bank }: Pick<CheckoutShop, 'bank'>): number =>
  bank.stats().creates + bank.stats().checks;

export type CheckoutShop = Awaited<ReturnType<typeof openCheckout>>;
