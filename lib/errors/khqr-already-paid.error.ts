import { KhqrConflictError } from './khqr-conflict.error.js';

/** The reference has been paid: fulfil it instead of asking for money again. `payment` is the paid attempt. */
export class KhqrAlreadyPaidError<TPayment = unknown> extends KhqrConflictError<TPayment> {
  override readonly name = 'KhqrAlreadyPaidError' as const;
  override readonly code = 'KHQR_ALREADY_PAID' as const;
}
