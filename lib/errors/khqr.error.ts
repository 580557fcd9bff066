/** Read by `isKhqrError`, so that an error is known even when two copies of the package are loaded. */
export const KHQR_ERROR_BRAND = 'khqr:error';

export interface KhqrErrorOptions {
  /** The provider that was asked, where one was. */
  readonly provider?: string | undefined;
  /** The configured account the call was made for. */
  readonly account?: string | undefined;
  readonly cause?: unknown;
}

/**
 * The family of every error this package throws. `code` is stable and meant for programs, `message` for people.
 * `retryable` says whether the same call may succeed later without a change by the caller.
 */
export abstract class KhqrError extends Error {
  abstract readonly code: string;
  abstract readonly retryable: boolean;
  readonly provider: string | undefined;
  readonly account: string | undefined;
  readonly [KHQR_ERROR_BRAND] = true;

  constructor(message: string, options: KhqrErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.provider = options.provider;
    this.account = options.account;
  }
}
