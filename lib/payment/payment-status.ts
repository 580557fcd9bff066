/**
 * Every status, in the one order in which a payment moves. What a provider tells only ever moves a payment to the
 * right, so the same answers in another order, or twice, end in the same status.
 */
export const PAYMENT_STATUSES = [
  'CREATING',
  'PENDING',
  'FAILED',
  'CANCELLED',
  'EXPIRED',
  'REVIEW',
  'REJECTED',
  'PAID',
] as const;

export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** Position in the order; 0 is CREATING. */
export function statusRank(status: PaymentStatus): number {
  return PAYMENT_STATUSES.indexOf(status);
}

/** The higher of the two. */
export function advanceStatus(current: PaymentStatus, observed: PaymentStatus): PaymentStatus {
  return statusRank(observed) > statusRank(current) ? observed : current;
}

/** Nothing more is expected to happen: FAILED, CANCELLED, EXPIRED, REJECTED or PAID. (Late money may still move it.) */
export function isSettled(status: PaymentStatus): boolean {
  return status !== 'CREATING' && status !== 'PENDING' && status !== 'REVIEW';
}
