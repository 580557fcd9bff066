import { Injectable, Module, type ModuleMetadata, type Type } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ScheduleModule } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import { KhqrModule } from '../../lib/khqr.module.js';
import { KhqrService } from '../../lib/khqr.service.js';
import type { KhqrModuleOptions } from '../../lib/khqr.options.js';
import { useKhqrTesting } from '../../lib/testing/use-khqr-testing.js';
import type { KhqrTestingOptions } from '../../lib/testing/test.runtime.js';

export interface ShopOptions {
  readonly khqr?: KhqrModuleOptions;
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
  readonly providers?: NonNullable<ModuleMetadata['providers']>;
  readonly controllers?: Type<unknown>[];
  readonly emitter?: Parameters<typeof EventEmitterModule.forRoot>[0];
  readonly testing?: KhqrTestingOptions;
}

/** A running application on the simulated bank. */
export async function openShop({
  khqr,
  imports = [],
  providers = [],
  controllers = [],
  emitter,
  testing,
}: ShopOptions) {
  @Module({
    imports: [
      ScheduleModule.forRoot(),
      EventEmitterModule.forRoot(emitter),
      KhqrModule.forRoot(khqr ?? { provider: 'apikhqr', apiKey: undefined }),
      ...imports,
    ],
    providers,
    controllers,
  })
  class AppModule {}

  const tools = useKhqrTesting(Test.createTestingModule({ imports: [AppModule] }), testing);
  const module = await tools.compile();
  const app = module.createNestApplication({ logger: false });
  await app.init();
  // The dispatcher starts when the emitter says that it is ready.
  await tools.clock.advance(0);
  return { app, khqr: app.get(KhqrService), ...toolsOf(tools) };
}

function toolsOf({ bank, clock, settled }: ReturnType<typeof useKhqrTesting>) {
  return { bank, clock, settled };
}

/** Collects what handlers are given. */
@Injectable()
export class Ledger {
  readonly lines: string[] = [];
}
