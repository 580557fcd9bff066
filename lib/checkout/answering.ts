import { Logger } from '@nestjs/common';
import { isKhqrError } from '../index.js';
import type { CheckoutRequest } from './checkout.options.js';
import { CheckoutRefusal } from './checkout.refusal.js';
import type { HttpReply } from './http.reply.js';
import { refusalOf } from './khqr-error.refusal.js';
import { preferredLanguage, type CustomerLanguage } from './language.js';
import { headerOf, queryOf } from './request.facts.js';

/** By `?lang=`, else by Accept-Language. */
export function languageOf(request: CheckoutRequest, fallback: CustomerLanguage): CustomerLanguage {
  const asked = queryOf(request).get('lang');
  if (asked === 'en' || asked === 'km') return asked;
  return preferredLanguage(headerOf(request, 'accept-language'), fallback);
}

/**
 * Runs a route. Nothing of it is kept by a cache unless the route says so, and what goes wrong is told as customers may read it;
 * exceptions of the application's own (from `resolveOrder`, say) go the application's way. `asPage` is for browsers that follow links and
 * forms, and would show JSON as it is.
 */
export async function answering<T>(
  request: CheckoutRequest,
  reply: HttpReply,
  fallback: CustomerLanguage,
  work: () => Promise<T>,
  asPage?: (refusal: CheckoutRefusal) => T,
): Promise<T> {
  reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
  try {
    return await work();
  } catch (error) {
    const refusal = isKhqrError(error) ? refusalOf(error) : error;
    if (!(refusal instanceof CheckoutRefusal)) throw error;
    if (refusal.kind === 'internal' && error instanceof Error) {
      new Logger('KhqrCheckoutModule').error(error.message, error.stack);
    }
    const { retryAfter } = refusal.extras;
    if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
    const told = refusal.in(languageOf(request, fallback));
    if (!asPage) throw told;
    reply.status(told.getStatus());
    return asPage(told);
  }
}
