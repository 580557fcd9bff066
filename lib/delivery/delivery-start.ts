import { isSettled } from '../payment/payment-status.js';
import type { KhqrEventType } from '../payment/payment-event.js';
import type { PaymentRecord } from '../payment/payment-record.js';

export type StartVerdict = 'run' | 'superseded' | 'wait';

/**
 * Whether a delivery may run, given its payment, all attempts of the reference, and the types of the reference's
 * deliveries whose handlers are running now. An order that is paid, or can still be paid, is not released; and a Paid handler does
 * not start beside a release that is under way.
 */
export function decideStart(
  type: KhqrEventType,
  payment: PaymentRecord | null,
  attempts: readonly PaymentRecord[],
  running: readonly KhqrEventType[],
): StartVerdict {
  if (type === 'khqr.payment.expired') {
    const overtaken = attempts.some(
      (other) => other.status === 'PAID' || (other.id !== payment?.id && !isSettled(other.status)),
    );
    return overtaken || payment?.status !== 'EXPIRED' ? 'superseded' : 'run';
  }
  if (type === 'khqr.payment.cancelled') {
    return attempts.some((other) => other.status === 'PAID') ? 'superseded' : 'run';
  }
  if (type === 'khqr.payment.paid') {
    const releasing = running.some(
      (other) => other === 'khqr.payment.expired' || other === 'khqr.payment.cancelled',
    );
    return releasing ? 'wait' : 'run';
  }
  return 'run';
}
