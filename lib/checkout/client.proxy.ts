import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { refusal } from '../gateway/api/api.refusal.js';
import { generate, picture, pictureMap, status } from '../gateway/api/apikhqr.handlers.js';
import { serveApi } from '../gateway/api/serve.api.js';
import { ServiceDesk } from '../gateway/service.desk.js';
import { KhqrConfigurationError } from '../index.js';
import type { DriverReply, DriverRequest } from '../web/driver.exchange.js';
import type { WebHandler } from '../web/web-exchange.js';
import type { CheckoutRequest } from './checkout.options.js';
import { CheckoutRuntime } from './checkout.runtime.js';

/** Its payments' `metadata.merchant`, which keeps them apart from the shop's own. */
const MERCHANT = 'client-proxy';

/** APIKHQR's answers for apps that name the amount themselves, without a key in the app. */
@Injectable()
export class ClientProxy implements OnApplicationBootstrap {
  private readonly logger = new Logger('KhqrCheckoutModule');
  private made: ServiceDesk | undefined;
  private readonly pictures = pictureMap();

  constructor(@Inject(CheckoutRuntime) private readonly runtime: CheckoutRuntime) {}

  onApplicationBootstrap(): void {
    const { desk } = this.runtime;
    if (desk.settings.allowClientAmounts !== true) {
      throw new KhqrConfigurationError(
        'KhqrCheckoutModule has `proxy: true`, with which whoever asks names the amount that they pay.',
        [
          'Say `allowClientAmounts: true` where that is meant, and compare what was paid before you give anything for it.',
          'Or leave the proxy out: `POST payments` takes an order’s reference, and `resolveOrder` says what it costs.',
        ],
      );
    }
    this.made = new ServiceDesk({
      ...desk.payments,
      claim: 'repeat',
      warn: (message) => {
        this.logger.warn(message);
      },
    });
  }

  async generate(request: DriverRequest & CheckoutRequest, reply: DriverReply): Promise<void> {
    await this.serve('/generate-qr', request, reply, async (exchange) => {
      const wait = this.runtime.desk.wait(request);
      if (wait > 0) return refusal('rate', { retryAfterMs: wait * 1000 }).refused;
      // All customers are one merchant here: a stranger could take another one's key, or share it. APIKHQR has none.
      const headers = { ...exchange.headers, 'idempotency-key': undefined };
      return generate(this.desk, this.merchant, { ...exchange, headers });
    });
  }

  /** Reads the store; the provider is never asked. */
  async status(request: DriverRequest, reply: DriverReply): Promise<void> {
    await this.serve('/payment-status', request, reply, (exchange) =>
      status(this.desk, this.merchant, exchange),
    );
  }

  async picture(request: DriverRequest, reply: DriverReply): Promise<void> {
    await this.serve('/qr/', request, reply, (exchange) =>
      picture(this.desk, this.pictures, exchange),
    );
  }

  private async serve(
    marker: string,
    request: DriverRequest,
    reply: DriverReply,
    handler: WebHandler,
  ): Promise<void> {
    const { publicPath } = this.runtime.desk.settings;
    await serveApi({ marker, publicPath, handler }, request, reply, (error) => {
      this.logger.error(error instanceof Error ? error : String(error));
    });
  }

  private get desk(): ServiceDesk {
    if (this.made) return this.made;
    throw new KhqrConfigurationError('The checkout was used before the application was started.');
  }

  private get merchant() {
    const { account = 'default' } = this.runtime.desk.settings;
    return { id: MERCHANT, account, payee: undefined };
  }
}
