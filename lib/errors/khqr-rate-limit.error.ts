import { KhqrError, type KhqrErrorOptions } from './khqr.error.js';

/** The provider, or our own limit towards it, has no room now. Ask again after `retryAfterMs`. */
export class KhqrRateLimitError extends KhqrError {
  override readonly name = 'KhqrRateLimitError' as const;
  readonly code = 'KHQR_RATE_LIMIT' as const;
  readonly retryable = true;
  /** Milliseconds. */
  readonly retryAfterMs: number;

  constructor(message: string, options: KhqrErrorOptions & { readonly retryAfterMs: number }) {
    super(message, options);
    this.retryAfterMs = options.retryAfterMs;
  }
}
