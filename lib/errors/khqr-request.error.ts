import { KhqrError, type KhqrErrorOptions } from './khqr.error.js';

export interface KhqrRequestErrorOptions extends KhqrErrorOptions {
  /** The field of the input that is wrong, as the caller wrote it: `amount`, `payee.bakongId`. */
  readonly field?: string | undefined;
}

/** What was asked cannot be done as asked: change the named field. Nothing was stored and nothing was sent. */
export class KhqrRequestError extends KhqrError {
  override readonly name = 'KhqrRequestError' as const;
  readonly code = 'KHQR_REQUEST' as const;
  readonly retryable = false;
  readonly field: string | undefined;

  constructor(message: string, options: KhqrRequestErrorOptions = {}) {
    super(message, options);
    this.field = options.field;
  }
}
