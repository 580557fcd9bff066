import { Logger, Module, SetMetadata, type DynamicModule } from '@nestjs/common';
import {
  DiscoveryModule,
  DiscoveryService,
  MetadataScanner,
  ModuleRef,
  ModulesContainer,
} from '@nestjs/core';
import { EventEmitter2, EventEmitterReadinessWatcher } from '@nestjs/event-emitter';
import { SchedulerRegistry } from '@nestjs/schedule';
import { HandlerExplorer } from './events/handler.explorer.js';
import { accountResolverOf } from './khqr.account-resolver.js';
import { createEngine, type KhqrEngine } from './khqr.engine.js';
import { KhqrFeatureModule } from './khqr-feature.module.js';
import { createHost, type KhqrHost } from './khqr.host.js';
import { KhqrLifecycle } from './khqr.lifecycle.js';
import { ConfigurableModuleClass } from './khqr.module-definition.js';
import { KhqrOperations } from './khqr.operations.js';
import { systemRuntime, type KhqrRuntime } from './khqr.runtime.js';
import { KhqrService } from './khqr.service.js';
import {
  KHQR_ENGINE,
  KHQR_HOST,
  KHQR_MODULE_METADATA,
  KHQR_MODULE_OPTIONS,
  KHQR_RUNTIME,
} from './khqr.tokens.js';
import { SandboxBank } from './providers/sandbox/sandbox.bank.js';
import { PaymentTracker } from './tracker/payment-tracker.js';

const logger = (): Logger => new Logger('KhqrModule');

/**
 * KHQR payments for an application: import it once, in the root module, beside `ScheduleModule.forRoot()` and
 * `EventEmitterModule.forRoot()`.
 *
 * @throws KhqrConfigurationError at boot, naming every problem and what to change
 */
@SetMetadata(KHQR_MODULE_METADATA, true)
@Module({
  imports: [DiscoveryModule],
  providers: [
    { provide: KHQR_RUNTIME, useFactory: systemRuntime },
    {
      provide: KHQR_HOST,
      inject: [
        { token: KHQR_MODULE_OPTIONS, optional: true },
        KHQR_RUNTIME,
        ModulesContainer,
        { token: SchedulerRegistry, optional: true },
        { token: EventEmitter2, optional: true },
        { token: EventEmitterReadinessWatcher, optional: true },
      ],
      useFactory: createHost,
    },
    {
      provide: KHQR_ENGINE,
      inject: [KHQR_HOST, ModuleRef],
      useFactory: (host: KhqrHost, moduleRef: ModuleRef): KhqrEngine => {
        const log = logger();
        return createEngine(host, {
          resolver: accountResolverOf(host.settings.accountResolver, moduleRef),
          warn: (message) => {
            log.warn(message);
          },
        });
      },
    },
    {
      provide: KhqrLifecycle,
      inject: [KHQR_HOST, KHQR_ENGINE, DiscoveryService, MetadataScanner, ModuleRef],
      useFactory: (
        host: KhqrHost,
        engine: KhqrEngine,
        discovery: DiscoveryService,
        scanner: MetadataScanner,
        moduleRef: ModuleRef,
      ) => {
        const { timeoutMs } = host.settings.delivery;
        const explorer = new HandlerExplorer(discovery, scanner, moduleRef, timeoutMs);
        return new KhqrLifecycle(host, engine, explorer, logger());
      },
    },
    {
      provide: KhqrService,
      inject: [KHQR_ENGINE],
      useFactory: ({ service }: KhqrEngine) => service,
    },
    {
      provide: KhqrOperations,
      inject: [KHQR_ENGINE],
      useFactory: ({ operations }: KhqrEngine) => operations,
    },
    {
      provide: PaymentTracker,
      inject: [KHQR_ENGINE],
      useFactory: ({ tracker }: KhqrEngine) => tracker,
    },
    { provide: SandboxBank, inject: [KHQR_RUNTIME], useFactory: ({ bank }: KhqrRuntime) => bank },
  ],
  exports: [KhqrService, KhqrOperations, PaymentTracker, SandboxBank],
})
export class KhqrModule extends ConfigurableModuleClass {
  /** Lets a module inject the payments of these accounts with `@InjectKhqr(account)`. */
  static forFeature(...accounts: readonly string[]): DynamicModule {
    return KhqrFeatureModule.forAccounts(accounts);
  }
}
