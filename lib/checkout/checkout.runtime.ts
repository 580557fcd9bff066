import {
  Inject,
  Injectable,
  type OnModuleDestroy,
  type OnModuleInit,
  type Type,
} from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { KhqrClock } from '../clock/khqr-clock.js';
import type { KhqrRandom } from '../clock/khqr-random.js';
import { KhqrConfigurationError, KhqrService, SandboxBank } from '../index.js';
import { KHQR_RUNTIME } from '../khqr.tokens.js';
import { CheckoutDesk } from './checkout.desk.js';
import type {
  CheckoutRequest,
  KhqrCheckoutMount,
  OrderResolver,
  PaymentAuthorizer,
} from './checkout.options.js';
import { isClassWith, readSettings, type CheckoutSettings } from './checkout.settings.js';
import { mountOf } from './request.facts.js';
import { CHECKOUT_MOUNT, CHECKOUT_OPTIONS, DEFAULT_PATH } from './checkout.tokens.js';

/** Checks the options at boot, finds what they name in the application, and ends the streams when it ends. */
@Injectable()
export class CheckoutRuntime implements OnModuleInit, OnModuleDestroy {
  private made: CheckoutDesk | undefined;

  constructor(
    @Inject(CHECKOUT_OPTIONS) private readonly options: unknown,
    @Inject(CHECKOUT_MOUNT) private readonly mount: KhqrCheckoutMount,
    @Inject(ModuleRef) private readonly moduleRef: ModuleRef,
  ) {}

  /** Where the routes are for this client. `route` is the part of the request's path where they begin. */
  mountOf(request: CheckoutRequest, route: string): string {
    return this.desk.settings.publicPath ?? mountOf(request, route) ?? this.fallbackMount;
  }

  /** Whether the hosted page is served. */
  get hasPage(): boolean {
    return this.mount.page ?? true;
  }

  get desk(): CheckoutDesk {
    if (this.made) return this.made;
    throw new KhqrConfigurationError('The checkout was used before the application was started.', [
      'Call `app.init()` or `app.listen()` first.',
    ]);
  }

  async onModuleInit(): Promise<void> {
    const settings = readSettings(this.options);
    const service = this.find<KhqrService>(KhqrService);
    // The clock and random numbers that the payments themselves run by, so that a test moves both.
    const parts = this.find<{ readonly clock: KhqrClock; readonly random: KhqrRandom }>(
      KHQR_RUNTIME,
    );
    if (!service || !parts) {
      throw new KhqrConfigurationError('KhqrCheckoutModule needs KhqrModule, which is not there.', [
        'Import `KhqrModule.forRoot({ … })` in your root module.',
      ]);
    }
    this.made = new CheckoutDesk({
      service,
      settings,
      clock: parts.clock,
      random: parts.random,
      resolveOrder: await this.resolverOf(settings),
      authorize: await this.authorizerOf(settings),
    });
  }

  onModuleDestroy(): void {
    this.made?.streams.close();
  }

  /** Where a request's own path does not tell. */
  private get fallbackMount(): string {
    return `/${(this.mount.path ?? DEFAULT_PATH).replaceAll(/^\/|\/$/g, '')}`;
  }

  /** The simulated bank, for a button that stands in for the customer's phone. */
  get bank(): SandboxBank | undefined {
    return this.find<SandboxBank>(SandboxBank);
  }

  private async resolverOf({
    resolveOrder,
  }: CheckoutSettings): Promise<OrderResolver['resolveOrder']> {
    if (isClassWith<OrderResolver>(resolveOrder, 'resolveOrder')) {
      const resolver = await this.instanceOf(resolveOrder, 'resolveOrder');
      return (reference, request) => resolver.resolveOrder(reference, request);
    }
    if (typeof resolveOrder === 'object') {
      return (reference, request) => resolveOrder.resolveOrder(reference, request);
    }
    return resolveOrder;
  }

  private async authorizerOf({
    authorize,
  }: CheckoutSettings): Promise<PaymentAuthorizer['authorize'] | null> {
    if (authorize === undefined) return null;
    if (isClassWith<PaymentAuthorizer>(authorize, 'authorize')) {
      const authorizer = await this.instanceOf(authorize, 'authorize');
      return (payment, request) => authorizer.authorize(payment, request);
    }
    if (typeof authorize === 'object') {
      return (payment, request) => authorize.authorize(payment, request);
    }
    return authorize;
  }

  /** The application's own instance, or one made here with what this module can inject. */
  private async instanceOf<T>(type: Type<T>, option: string): Promise<T> {
    const own = this.find<T>(type);
    if (own) return own;
    try {
      return await this.moduleRef.create(type);
    } catch (cause) {
      throw new KhqrConfigurationError(
        `${option}: ${type.name} cannot be made: ${cause instanceof Error ? cause.message : ''}`,
        ['Add the class to the `providers` of a module of yours, or hand in a function.'],
        { cause },
      );
    }
  }

  private find<T>(token: Type<T> | string): T | undefined {
    try {
      return this.moduleRef.get<T>(token, { strict: false });
    } catch {
      // Not there, or made anew for each request.
      return undefined;
    }
  }
}
