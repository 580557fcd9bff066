import type { PaymentView } from '../payment-view.js';

/** What the customer sees: one for each way of standing. */
export type PagePhase =
  | 'making'
  | 'waiting'
  /** The code has ended; a last payment may still come. */
  | 'ending'
  | 'paid'
  | 'ended'
  | 'cancelled'
  | 'review'
  | 'rejected'
  | 'failed';

/** By the server's clock at the time the view was written. */
export function pagePhase({ status, serverTime, expiresAt }: PaymentView): PagePhase {
  switch (status) {
    case 'CREATING':
      return 'making';
    case 'PENDING':
      return Date.parse(serverTime) < Date.parse(expiresAt) ? 'waiting' : 'ending';
    case 'PAID':
      return 'paid';
    case 'EXPIRED':
      return 'ended';
    case 'CANCELLED':
      return 'cancelled';
    case 'REVIEW':
      return 'review';
    case 'REJECTED':
      return 'rejected';
    case 'FAILED':
      return 'failed';
  }
}
