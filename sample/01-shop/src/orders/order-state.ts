import type { Payment } from 'nestjs-khqr';
import type { Order } from './order.js';

/** What has become of an order, as its page tells it. */
export type OrderState =
  'no-code' | 'waiting' | 'ended' | 'review' | 'closed' | 'paid' | 'packed' | 'on-its-way';

/** `payment` is the PAID attempt of the order, else its newest; null before the first. */
export function orderState(order: Order, payment: Payment | null): OrderState {
  if (payment?.status === 'PAID' || order.status === 'paid') {
    if (order.courierAt) return 'on-its-way';
    return order.packedAt ? 'packed' : 'paid';
  }
  switch (payment?.status) {
    case undefined:
    case 'FAILED':
      return order.status === 'expired' ? 'ended' : 'no-code';
    case 'CREATING':
    case 'PENDING':
      return 'waiting';
    case 'REVIEW':
      return 'review';
    case 'REJECTED':
      return 'closed';
    case 'CANCELLED':
    case 'EXPIRED':
      return 'ended';
  }
}

/** Something more is expected, so the page looks again by itself. */
export function isMoving(state: OrderState): boolean {
  return !['closed', 'on-its-way'].includes(state);
}
