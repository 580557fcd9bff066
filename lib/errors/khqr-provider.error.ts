import { KhqrError, type KhqrErrorOptions } from './khqr.error.js';

/**
 * The provider could not be reached, failed, or answered something that cannot be used.
 * `inDoubt` is true when the request may have taken effect there although no usable answer came back.
 */
export class KhqrProviderError extends KhqrError {
  override readonly name = 'KhqrProviderError' as const;
  readonly code = 'KHQR_PROVIDER' as const;
  readonly retryable: boolean;
  readonly inDoubt: boolean;
  /** HTTP status, where there was one. */
  readonly status: number | undefined;

  constructor(
    message: string,
    options: KhqrErrorOptions & {
      readonly inDoubt: boolean;
      readonly retryable?: boolean;
      readonly status?: number | undefined;
    },
  ) {
    super(message, options);
    this.inDoubt = options.inDoubt;
    this.retryable = options.retryable ?? true;
    this.status = options.status;
  }
}
