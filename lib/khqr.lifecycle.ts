import type { Logger } from '@nestjs/common';
import {
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import type { HandlerExplorer } from './events/handler.explorer.js';
import type { PaymentHandler } from './events/payment-handler.js';
import type { KhqrEngine } from './khqr.engine.js';
import type { KhqrHost } from './khqr.host.js';
import { bootLine, handlerOfNobody, MEMORY_WARNING, recoveredLine } from './khqr.messages.js';

/** Opens, starts, drains and closes everything, in the order of Nest's lifecycle hooks. */
export class KhqrLifecycle
  implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  private handlers: readonly PaymentHandler[] = [];
  private unsubscribe: (() => void) | undefined;
  private stopped = false;

  constructor(
    private readonly host: KhqrHost,
    private readonly engine: KhqrEngine,
    private readonly explorer: Pick<HandlerExplorer, 'explore'>,
    private readonly logger: Pick<Logger, 'log' | 'warn' | 'error'>,
  ) {}

  async onModuleInit(): Promise<void> {
    const { settings, runtime } = this.host;
    const { dispatcher, accounts } = this.engine;
    const handlers = this.explorer.explore();
    this.warnOfStrangers(handlers);
    await settings.store.open({
      clock: runtime.clock,
      warn: (message) => {
        this.logger.warn(message);
      },
    });
    if (settings.delivery.enabled) this.handlers = handlers;
    // Before anything can be settled, so that no event is written for want of a known handler.
    await dispatcher.introduce(this.handlers);
    for (const { name, provider } of await accounts.start()) {
      this.logger.log(bootLine(name, provider.name, provider.host));
    }
    const recovered = await this.engine.tracker.recover();
    if (recovered > 0) this.logger.log(recoveredLine(recovered));
    if (!settings.store.durable && settings.store.acceptsDataLoss !== true && !runtime.quiet) {
      this.logger.warn(MEMORY_WARNING);
    }
    this.unsubscribe = settings.store.subscribe(({ hasEvents }) => {
      if (hasEvents) dispatcher.wake();
    });
  }

  /** A warning and no error: payments of an account that is gone by now may still have to be handled. */
  private warnOfStrangers(handlers: readonly PaymentHandler[]): void {
    const { accounts, accountResolver } = this.host.settings;
    if (accountResolver !== null) return;
    for (const { where, subscriptions } of handlers) {
      for (const { account } of subscriptions) {
        if (account === null || Object.hasOwn(accounts, account)) continue;
        this.logger.warn(handlerOfNobody(where, account, Object.keys(accounts)));
      }
    }
  }

  onApplicationBootstrap(): void {
    const { settings, readiness } = this.host;
    if (settings.tracker.enabled) this.engine.tracker.start();
    if (!settings.delivery.enabled) return;
    // Not awaited: the emitter becomes ready in a bootstrap hook of its own, which may come after this one.
    readiness
      .waitUntilReady()
      .then(() => {
        if (this.stopped) return;
        this.engine.dispatcher.attach();
        this.engine.dispatcher.start();
      })
      .catch((error: unknown) => {
        this.logger.error(
          'Payment events are not delivered: the event emitter did not start.',
          error,
        );
      });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    const { tracker, dispatcher, watcher, creator } = this.engine;
    // Waits end here, since the HTTP server is closed next and would wait for requests that wait for payments.
    const tracked = tracker.drain().finally(() => {
      watcher.close();
    });
    await Promise.all([tracked, dispatcher.drain(), creator.drain()]);
  }

  async onApplicationShutdown(): Promise<void> {
    const { settings, runtime } = this.host;
    this.unsubscribe?.();
    await this.engine.accounts.close();
    runtime.bank.close();
    await settings.store.close();
  }
}
