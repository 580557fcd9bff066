import type { KhqrError } from '../../errors/khqr.error.js';
import { KhqrAuthenticationError } from '../../errors/khqr-authentication.error.js';
import { KhqrConfigurationError } from '../../errors/khqr-configuration.error.js';
import { KhqrProviderError } from '../../errors/khqr-provider.error.js';
import { KhqrRateLimitError } from '../../errors/khqr-rate-limit.error.js';
import { standingFor, type ProviderFailure } from '../provider-failure.js';

/** Refused tokens are 401; 403 is what the API answers to addresses that it does not serve. */
const GEO_BLOCKED = 403;
/** Where nobody said how long to wait, milliseconds. */
const WAIT_MS = 5000;

/** What a caller gets where a person waits for the answer, and no payment hangs on it. */
export function toError(failure: ProviderFailure, account: string): KhqrError {
  return standingFor(errorFor(failure, account), failure);
}

function errorFor(failure: ProviderFailure, account: string): KhqrError {
  const where = { provider: 'bakong', account };
  const { message } = failure;
  if (failure.kind === 'lane') {
    // No token helps an address abroad: where this runs, or through what, has to change.
    if (failure.status === GEO_BLOCKED) return new KhqrConfigurationError(message, [], { account });
    if (failure.reason === 'stopped') return new KhqrAuthenticationError(message, where);
    const { retryAfterMs = WAIT_MS } = failure;
    return new KhqrRateLimitError(message, { ...where, retryAfterMs });
  }
  const status = failure.kind === 'not-sent' ? undefined : failure.status;
  const retryable = failure.kind !== 'payment';
  // Nothing here has an effect that could be in doubt: these calls only ask.
  return new KhqrProviderError(message, { ...where, inDoubt: false, retryable, status });
}
