import { KhqrError, type KhqrErrorOptions } from './khqr.error.js';

/** The caller's own time limit passed first. `payment` is its state then; it is still being tracked. */
export class KhqrTimeoutError<TPayment = unknown> extends KhqrError {
  override readonly name = 'KhqrTimeoutError' as const;
  readonly code = 'KHQR_TIMEOUT' as const;
  readonly retryable = true;
  readonly payment: TPayment;

  constructor(message: string, options: KhqrErrorOptions & { readonly payment: TPayment }) {
    super(message, options);
    this.payment = options.payment;
  }
}
