import type {
  KhqrError,
  KhqrProviderError,
  KhqrRateLimitError,
  KhqrRequestError,
} from '../index.js';
import { CheckoutRefusal } from './checkout.refusal.js';

/** A stopped lane is probed every 30 s. */
const STOPPED_S = 30;
/** A provider that failed may work at the next try. */
const FAILED_S = 5;

/** What a customer is told of an error. By `code`, since the error may come from another loaded copy of the package. */
export function refusalOf(error: KhqrError): CheckoutRefusal {
  switch (error.code) {
    case 'KHQR_NOT_FOUND':
      return new CheckoutRefusal('not-found');
    case 'KHQR_ALREADY_PAID':
      return new CheckoutRefusal('already-paid');
    case 'KHQR_CONFLICT':
      return new CheckoutRefusal('conflict');
    case 'KHQR_REQUEST':
      return new CheckoutRefusal('request', { field: (error as KhqrRequestError).field });
    case 'KHQR_DECODE':
      return new CheckoutRefusal('request');
    case 'KHQR_RATE_LIMIT':
      return unavailable(Math.ceil((error as KhqrRateLimitError).retryAfterMs / 1000));
    case 'KHQR_AUTHENTICATION':
      return unavailable(STOPPED_S);
    case 'KHQR_PROVIDER':
      return unavailable((error as KhqrProviderError).retryable ? FAILED_S : STOPPED_S);
    case 'KHQR_TIMEOUT':
      return unavailable(FAILED_S);
    default:
      return new CheckoutRefusal('internal');
  }
}

function unavailable(seconds: number): CheckoutRefusal {
  return new CheckoutRefusal('unavailable', { retryAfter: Math.max(1, seconds) });
}
