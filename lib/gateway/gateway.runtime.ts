import { Inject, Injectable, Logger, type OnModuleInit, type Type } from '@nestjs/common';
import { HttpAdapterHost, ModuleRef } from '@nestjs/core';
import type { KhqrClock } from '../clock/khqr-clock.js';
import type { KhqrRandom } from '../clock/khqr-random.js';
import { KhqrConfigurationError, KhqrService } from '../index.js';
import { KHQR_RUNTIME } from '../khqr.tokens.js';
import type { DriverReply, DriverRequest } from '../web/driver.exchange.js';
import type { WebBody, WebHandler } from '../web/web-exchange.js';
import { apikhqrHandlers, type ApikhqrHandlers } from './api/apikhqr.handlers.js';
import { RateLimiter } from './api/rate.limiter.js';
import { serveApi } from './api/serve.api.js';
import { readSettings } from './gateway.settings.js';
import { GATEWAY_OPTIONS, GATEWAY_PATH } from './gateway.tokens.js';
import { keyRing } from './key.ring.js';
import { ServiceDesk } from './service.desk.js';
import { takeUnreadable, type HttpDriver } from './unreadable.bodies.js';

/** Checks the options at boot, and puts the handlers over this application's payments. */
@Injectable()
export class GatewayRuntime implements OnModuleInit {
  private readonly logger = new Logger('KhqrGatewayModule');
  private handlers: ApikhqrHandlers | undefined;
  private publicUrl: string | undefined;

  constructor(
    @Inject(GATEWAY_OPTIONS) private readonly options: unknown,
    @Inject(GATEWAY_PATH) private readonly path: string,
    @Inject(ModuleRef) private readonly moduleRef: ModuleRef,
    @Inject(HttpAdapterHost)
    private readonly host: { readonly httpAdapter: HttpDriver | undefined },
  ) {}

  onModuleInit(): void {
    const settings = readSettings(this.options);
    const service = this.find<KhqrService>(KhqrService);
    // The clock and random numbers that the payments themselves run by, so that a test moves both.
    const parts = this.find<{ readonly clock: KhqrClock; readonly random: KhqrRandom }>(
      KHQR_RUNTIME,
    );
    if (!service || !parts) {
      throw new KhqrConfigurationError('KhqrGatewayModule needs KhqrModule, which is not there.', [
        'Import `KhqrModule.forRoot({ … })` in your root module.',
      ]);
    }
    const { clock, random } = parts;
    const { claim, rateLimit, publicUrl } = settings;
    const warn = (message: string): void => {
      this.logger.warn(message);
    };
    this.publicUrl = publicUrl;
    this.handlers = apikhqrHandlers({
      desk: new ServiceDesk({ service, random, claim, warn }),
      keys: keyRing(settings),
      limiter: rateLimit && new RateLimiter(rateLimit, () => clock.monotonic()),
    });
  }

  /** Answers what the driver's parsers refuse as well; before the routes are made. */
  takeUnreadable(): void {
    const { httpAdapter } = this.host;
    if (!httpAdapter) return;
    const route = `/${this.path}/khqr/generate`.replace(/\/{2,}/g, '/');
    takeUnreadable(httpAdapter, route, (body, request, reply) => {
      void this.serve('generate', '/khqr/', request, reply, body);
    });
  }

  /** Answers on the driver. `marker` is the part of the path where the routes begin; `body` what is known of one that the driver could not read. */
  async serve(
    name: keyof ApikhqrHandlers,
    marker: string,
    request: DriverRequest,
    reply: DriverReply,
    body?: WebBody,
  ): Promise<void> {
    const { publicUrl } = this;
    const route = { handler: this.handler(name), marker, publicUrl, body };
    await serveApi(route, request, reply, (error) => {
      this.logger.error(error instanceof Error ? error : String(error));
    });
  }

  private handler(name: keyof ApikhqrHandlers): WebHandler {
    if (this.handlers) return this.handlers[name];
    throw new KhqrConfigurationError('The gateway was used before the application was started.', [
      'Call `app.init()` or `app.listen()` first.',
    ]);
  }

  private find<T>(token: Type<T> | string): T | undefined {
    try {
      return this.moduleRef.get<T>(token, { strict: false });
    } catch {
      return undefined;
    }
  }
}
