import type { Type } from '@nestjs/common';
import type { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { ContextIdFactory, ModuleRef } from '@nestjs/core';
import { KhqrConfigurationError } from '../errors/khqr-configuration.error.js';
import { duplicateHandler, RENAME_HANDLER } from '../khqr.messages.js';
import { ON_PAYMENT_METADATA } from '../khqr.tokens.js';
import { checkHandlerOptions } from './handler-options.js';
import type { OnPaymentMetadata } from './on-payment.decorator.js';
import type { PaymentHandler } from './payment-handler.js';
import type { AnyKhqrEvent } from './payment.events.js';

type Wrapper = ReturnType<DiscoveryService['getProviders']>[number];
type Method = (this: unknown, event: AnyKhqrEvent) => unknown;

interface Found {
  readonly wrapper: Wrapper;
  readonly controller: boolean;
  readonly target: abstract new (...args: never[]) => unknown;
}

/** Finds the application's payment handlers by their decorators' metadata, in whatever scope they live. */
export class HandlerExplorer {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly moduleRef: ModuleRef,
    private readonly defaultTimeoutMs: number,
  ) {}

  /** @throws KhqrConfigurationError where two methods share an identity, or one cannot be an identity. */
  explore(): readonly PaymentHandler[] {
    const handlers = new Map<string, PaymentHandler>();
    // One class under several tokens, or in several modules, is one handler.
    const seen = new Set<unknown>();
    for (const found of this.candidates()) {
      if (seen.has(found.target)) continue;
      seen.add(found.target);
      for (const handler of this.handlersOf(found)) {
        const other = handlers.get(handler.id);
        if (other) {
          const problem = duplicateHandler(handler.id, other.where, handler.where);
          throw new KhqrConfigurationError(problem, RENAME_HANDLER);
        }
        handlers.set(handler.id, handler);
      }
    }
    return [...handlers.values()];
  }

  private candidates(): Found[] {
    const of = (wrappers: Wrapper[], controller: boolean): Found[] =>
      wrappers.flatMap((wrapper) => {
        // A factory's class is only known by what it made.
        const instance: unknown = wrapper.isDependencyTreeStatic() ? wrapper.instance : undefined;
        const made =
          typeof instance === 'object' && instance !== null ? instance.constructor : undefined;
        const target: unknown = wrapper.inject ? made : (wrapper.metatype ?? made);
        return isClass(target) ? [{ wrapper, controller, target }] : [];
      });
    return [
      ...of(this.discovery.getProviders(), false),
      ...of(this.discovery.getControllers(), true),
    ];
  }

  private handlersOf(found: Found): PaymentHandler[] {
    const prototype = found.target.prototype as Record<string, unknown> | undefined;
    if (!prototype) return [];
    return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
      const method = prototype[name];
      if (typeof method !== 'function') return [];
      const metadata = Reflect.getMetadata(ON_PAYMENT_METADATA, method) as
        readonly OnPaymentMetadata[] | undefined;
      return metadata ? this.byIdentity(found, name, method as Method, metadata) : [];
    });
  }

  private byIdentity(
    found: Found,
    name: string,
    method: Method,
    metadata: readonly OnPaymentMetadata[],
  ): PaymentHandler[] {
    const where = `${found.target.name}.${name}`;
    for (const entry of metadata) checkHandlerOptions(where, entry.id ?? where, entry);
    const ids = new Set(metadata.map(({ id }) => id ?? where));
    return [...ids].map((id) => {
      const own = metadata.filter((entry) => (entry.id ?? where) === id);
      const limits = own.flatMap(({ timeoutMs }) => timeoutMs ?? []);
      return {
        id,
        where,
        timeoutMs: limits.length > 0 ? Math.max(...limits) : this.defaultTimeoutMs,
        subscriptions: own.map(({ type, account }) => ({ type, account: account ?? null })),
        invoke: async (event) => {
          const instance = await this.instanceFor(found, event);
          await method.call(instance, event);
        },
      };
    });
  }

  private async instanceFor(
    { wrapper, controller, target }: Found,
    event: AnyKhqrEvent,
  ): Promise<unknown> {
    if (wrapper.isDependencyTreeStatic() && !wrapper.isTransient) return wrapper.instance;
    // The host module's own reference sees what the class can inject there.
    const host = wrapper.host?.getProviderByKey<ModuleRef>(ModuleRef).instance ?? this.moduleRef;
    const contextId = ContextIdFactory.create();
    host.registerRequestByContextId(event, contextId);
    if (controller) return host.create(target as Type<unknown>, contextId);
    return host.resolve(wrapper.token as string, contextId, { strict: true });
  }
}

function isClass(value: unknown): value is abstract new (...args: never[]) => unknown {
  return (
    typeof value === 'function' && typeof value.prototype === 'object' && value.prototype !== null
  );
}
