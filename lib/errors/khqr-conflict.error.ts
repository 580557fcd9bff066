import { KhqrError, type KhqrErrorOptions } from './khqr.error.js';

/** The payment is in a state that does not allow what was asked. `payment` is that payment. */
export class KhqrConflictError<TPayment = unknown> extends KhqrError {
  override readonly name: string = 'KhqrConflictError';
  readonly code: string = 'KHQR_CONFLICT';
  readonly retryable = false;
  readonly payment: TPayment;

  constructor(message: string, options: KhqrErrorOptions & { readonly payment: TPayment }) {
    super(message, options);
    this.payment = options.payment;
  }
}
