import {
  Catch,
  Inject,
  Logger,
  Optional,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import { isKhqrError, type KhqrError } from '../index.js';
import type { CheckoutRequest } from './checkout.options.js';
import type { HttpReply } from './http.reply.js';
import { refusalOf } from './khqr-error.refusal.js';
import { preferredLanguage, type CustomerLanguage } from './language.js';

/** Every KhqrError, also one of another loaded copy of the package, which `instanceof KhqrError` would not know. */
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- Nest asks a class.
class AnyKhqrError {
  static [Symbol.hasInstance](value: unknown): boolean {
    return isKhqrError(value);
  }
}

/**
 * Answers KHQR errors of the application's own controllers: not found 404, conflict and already paid 409, a request that is wrong 400,
 * no room or no provider 503 with Retry-After. Messages are for customers, in English or Khmer, and tell nothing of the error.
 * Use it with `app.useGlobalFilters(new KhqrExceptionFilter())`, as `APP_FILTER`, or on a controller.
 */
@Catch(AnyKhqrError)
export class KhqrExceptionFilter implements ExceptionFilter<KhqrError> {
  private readonly logger = new Logger('KhqrExceptionFilter');

  /** @param language for requests that prefer neither English nor Khmer */
  constructor(
    // Where Nest makes it, as APP_FILTER or of the class on a controller, there is nothing to inject.
    @Optional()
    @Inject('khqr:customer-language')
    private readonly language: CustomerLanguage = 'en',
  ) {}

  catch(error: KhqrError, host: ArgumentsHost): void {
    // Other transports have filters of their own.
    if (host.getType() !== 'http') throw error;
    const http = host.switchToHttp();
    const { headers } = http.getRequest<CheckoutRequest>();
    const accepted = headers['accept-language'];
    const language = preferredLanguage(
      Array.isArray(accepted) ? accepted[0] : accepted,
      this.language,
    );
    const refusal = refusalOf(error).in(language);
    // What no customer can mend is the operator's to read.
    if (refusal.getStatus() === 500) this.logger.error(error.message, error.stack);
    const reply = http.getResponse<HttpReply>();
    const { retryAfter } = refusal.extras;
    if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
    reply
      .status(refusal.getStatus())
      .header('cache-control', 'no-store')
      .send(refusal.getResponse());
  }
}
