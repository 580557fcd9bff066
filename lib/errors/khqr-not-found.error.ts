import { KhqrError } from './khqr.error.js';

/** No payment has this id. The provider was not asked. */
export class KhqrNotFoundError extends KhqrError {
  override readonly name = 'KhqrNotFoundError' as const;
  readonly code = 'KHQR_NOT_FOUND' as const;
  readonly retryable = false;
}
