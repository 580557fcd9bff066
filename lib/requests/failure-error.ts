import { KhqrAuthenticationError } from '../errors/khqr-authentication.error.js';
import type { KhqrError } from '../errors/khqr.error.js';
import { KhqrProviderError } from '../errors/khqr-provider.error.js';
import { KhqrRateLimitError } from '../errors/khqr-rate-limit.error.js';
import { KhqrRequestError } from '../errors/khqr-request.error.js';
import type { ProviderFailure } from '../providers/provider-failure.js';

/** What a lane that is closed asks to wait where nobody said how long, milliseconds. */
const DEFAULT_WAIT_MS = 5000;

/** The error a caller gets for a provider's failure, named after what the caller can do. */
export function failureError(
  failure: ProviderFailure,
  where: { readonly provider: string; readonly account: string },
): KhqrError {
  const { message } = failure;
  switch (failure.kind) {
    case 'in-doubt':
      return new KhqrProviderError(message, { ...where, inDoubt: true, status: failure.status });
    case 'not-sent':
      return new KhqrProviderError(message, { ...where, inDoubt: false });
    case 'payment':
      // Without a status nobody refused the request: the answer itself cannot be used.
      return failure.status === undefined
        ? new KhqrProviderError(message, { ...where, inDoubt: false, retryable: false })
        : new KhqrRequestError(message, where);
    case 'lane':
      return failure.reason === 'stopped'
        ? new KhqrAuthenticationError(message, where)
        : new KhqrRateLimitError(message, {
            ...where,
            retryAfterMs: failure.retryAfterMs ?? DEFAULT_WAIT_MS,
          });
  }
}
