import { isSettled } from '../payment/payment-status.js';
import type { KhqrEventType } from '../payment/payment-event.js';
import type { PaymentRecord } from '../payment/payment-record.js';

export type StartVerdict = 'run' | 'superseded' | 'wait';

/**
 * Whether a delivery may run, given its payment, all attempts of the reference, and the types of the reference's
 * deliveries whose handlers are running now. An order that is paid is not released, one that can still be paid not yet;
 * and a Paid handler does not start beside a release that is under way.
 */
export function decideStart(
  type: KhqrEventType,
  payment: PaymentRecord | null,
  attempts: readonly PaymentRecord[],
  running: readonly KhqrEventType[],
): StartVerdict {
  if (type === 'khqr.payment.expired') return decideRelease(payment, attempts);
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

function decideRelease(
  payment: PaymentRecord | null,
  attempts: readonly PaymentRecord[],
): StartVerdict {
  const paid = attempts.some(({ status }) => status === 'PAID');
  // A later code that expired has an Expired event of its own, for the same order.
  const repeated = attempts.some(
    (other) => payment && other.attempt > payment.attempt && other.expiryRaised,
  );
  if (!payment || paid || repeated) return 'superseded';
  // Not superseded: should the open code fail, or the money under review be rejected, nobody else would release the order.
  return attempts.every(({ status }) => isSettled(status)) ? 'run' : 'wait';
}
