import type { Payment } from 'nestjs-khqr';
import type { Order } from '../orders/order.js';

/** What the customer sees. */
export type Phase = 'no-code' | 'preparing' | 'waiting' | 'paid' | 'ended' | 'review';

export interface CheckoutState {
  readonly order: Order;
  /** The PAID attempt, else the newest; null before the first. */
  readonly payment: Payment | null;
  readonly phase: Phase;
  /** Changes whenever the page has to be drawn anew. */
  readonly key: string;
  /** Milliseconds until the code ends, 0 where there is none. */
  readonly leftMs: number;
}

export function checkoutState(order: Order, payment: Payment | null): CheckoutState {
  const phase = phaseOf(payment);
  const leftMs = payment ? Math.max(0, payment.expiresAt.getTime() - Date.now()) : 0;
  const key = [payment?.id ?? '', phase, order.receipt ?? ''].join(' ');
  return { order, payment, phase, key, leftMs };
}

function phaseOf(payment: Payment | null): Phase {
  switch (payment?.status) {
    case undefined:
    case 'FAILED':
      return 'no-code';
    case 'CREATING':
      return 'preparing';
    case 'PENDING':
      return 'waiting';
    case 'PAID':
      return 'paid';
    case 'REVIEW':
      return 'review';
    case 'CANCELLED':
    case 'EXPIRED':
    case 'REJECTED':
      return 'ended';
  }
}
