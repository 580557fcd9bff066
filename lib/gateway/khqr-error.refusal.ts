import type { KhqrError, KhqrRateLimitError, KhqrRequestError } from '../index.js';
import { refusal, type Refused } from './api/api.refusal.js';

/** Fields that the gateway fills in: the client can change nothing about them. */
const OWN_FIELDS = /^(payee|reference|metadata)\b/;

/** What a client is told of an error. By `code`, since the error may come from another loaded copy of the package. */
export function refusalOf(error: KhqrError): Refused {
  switch (error.code) {
    case 'KHQR_REQUEST': {
      const isOwn = OWN_FIELDS.test((error as KhqrRequestError).field ?? '');
      return isOwn ? refusal('merchant') : refusal('request', { error: error.message });
    }
    case 'KHQR_CONFLICT':
      return refusal('idempotency');
    case 'KHQR_RATE_LIMIT':
      return refusal('rate', { retryAfterMs: (error as KhqrRateLimitError).retryAfterMs });
    case 'KHQR_AUTHENTICATION':
    case 'KHQR_CONFIGURATION':
      return refusal('merchant');
    default:
      return refusal('server');
  }
}

/** Whether a person at the server has to read of it. */
export function isOperators({ code, field }: KhqrError & { readonly field?: string }): boolean {
  if (code === 'KHQR_REQUEST') return OWN_FIELDS.test(field ?? '');
  return code !== 'KHQR_CONFLICT' && code !== 'KHQR_RATE_LIMIT';
}
