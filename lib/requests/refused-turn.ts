import { KhqrAuthenticationError } from '../errors/khqr-authentication.error.js';
import type { KhqrError } from '../errors/khqr.error.js';
import { KhqrRateLimitError } from '../errors/khqr-rate-limit.error.js';
import type { Grant } from '../tracker/lane.gate.js';

/** What a caller gets whose request the lane does not let out now. */
export function refusedTurn(
  where: { readonly provider: string; readonly account: string },
  { mode, retryInMs }: Pick<Grant, 'mode' | 'retryInMs'>,
): KhqrError {
  const { provider, account } = where;
  if (mode === 'stopped') {
    return new KhqrAuthenticationError(
      `${provider} refuses the credential of account '${account}': correct it, then try again.`,
      where,
    );
  }
  return new KhqrRateLimitError(`${provider} takes no more requests now (${mode}).`, {
    ...where,
    retryAfterMs: Math.ceil(retryInMs),
  });
}
