import {
  Module,
  type DynamicModule,
  type ForwardReference,
  type INestApplication,
  type LoggerService,
  type Provider,
  type Type,
} from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ScheduleModule } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import { KhqrModule } from '../../lib/khqr.module.js';
import type { KhqrModuleOptions } from '../../lib/khqr.options.js';
import type { KhqrRuntime } from '../../lib/khqr.runtime.js';
import { KhqrService } from '../../lib/khqr.service.js';
import { KHQR_RUNTIME } from '../../lib/khqr.tokens.js';
import type { SandboxBank } from '../../lib/providers/sandbox/sandbox.bank.js';
import type { KhqrTestClock } from '../../lib/testing/khqr-test.clock.js';
import { testRuntime } from '../../lib/testing/test.runtime.js';

type Import = Type<unknown> | DynamicModule | Promise<DynamicModule> | ForwardReference;

export interface HostOptions {
  /** @default EventEmitterModule and ScheduleModule */
  readonly around?: readonly Import[];
  readonly providers?: Provider[];
  readonly controllers?: Type<unknown>[];
  /** @default 'test' */
  readonly environment?: string;
  readonly clock?: KhqrTestClock;
  readonly bank?: SandboxBank;
  readonly runtime?: Partial<KhqrRuntime>;
}

export interface Host {
  readonly app: INestApplication;
  readonly khqr: KhqrService;
  readonly bank: SandboxBank;
  readonly clock: KhqrTestClock;
  /** Everything that was logged, one line each. */
  readonly lines: readonly string[];
}

/**
 * An application whose options are taken as they are written, as in production: only the clock, the random numbers, the
 * bank and NODE_ENV are the test's.
 */
export async function openHost(
  khqr: readonly Import[] | KhqrModuleOptions,
  options: HostOptions = {},
): Promise<Host> {
  const { around = [EventEmitterModule.forRoot(), ScheduleModule.forRoot()] } = options;
  const { providers = [], controllers = [], environment = 'test', clock, bank } = options;
  const imports = isImports(khqr) ? khqr : [KhqrModule.forRoot(khqr)];

  @Module({ imports: [...around, ...imports], providers, controllers })
  class AppModule {}

  const world = testRuntime({ ...(clock && { clock }), ...(bank && { bank }) });
  const runtime: KhqrRuntime = {
    ...world,
    environment,
    adaptOptions: (given) => given,
    ...options.runtime,
  };
  const log = new LineLogger();
  const builder = Test.createTestingModule({ imports: [AppModule] }).setLogger(log);
  const module = await builder.overrideProvider(KHQR_RUNTIME).useValue(runtime).compile();
  const app = module.createNestApplication();
  app.useLogger(log);
  try {
    await app.init();
  } catch (error) {
    await app.close();
    throw error;
  }
  await world.clock.advance(0);
  const khqrService = app.get(KhqrService, { strict: false });
  return { app, khqr: khqrService, bank: runtime.bank, clock: world.clock, lines: log.lines };
}

function isImports(khqr: readonly Import[] | KhqrModuleOptions): khqr is readonly Import[] {
  return Array.isArray(khqr);
}

export class LineLogger implements LoggerService {
  readonly lines: string[] = [];
  readonly log = this.take;
  readonly error = this.take;
  readonly warn = this.take;
  readonly debug = this.take;
  readonly verbose = this.take;
  readonly fatal = this.take;

  private take(...parts: unknown[]): void {
    const text = parts.map((part) => (part instanceof Error ? (part.stack ?? '') : String(part)));
    this.lines.push(text.join(' '));
  }
}
