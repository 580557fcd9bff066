import { decideStart, type StartVerdict } from '../../delivery/delivery-start.js';
import type { KhqrEventType } from '../../payment/payment-event.js';
import type { PaymentRecord } from '../../payment/payment-record.js';
import type { ClaimedDelivery, DeliveryOutcome } from '../delivery-queue.port.js';
import { toClaimed } from './event.codec.js';
import type { Row } from './row.codec.js';

/** A delivery with what decides whether it may run. */
export interface FoundDelivery extends ClaimedDelivery {
  /** Its handler has committed it in a transaction of its own. */
  readonly acknowledged: boolean;
}

export function toFound(row: Row): FoundDelivery {
  return { ...toClaimed(row), acknowledged: Boolean(row.acknowledged) };
}

/** Whether this lease is the present one and still running. A handler started later could run beside the next one, unseen. */
export function isHeld({ delivery }: FoundDelivery, epoch: number, now: number): boolean {
  return delivery.status === 'running' && delivery.epoch === epoch && delivery.leaseUntil > now;
}

export function verdictOf(
  { event }: FoundDelivery,
  attempts: readonly PaymentRecord[],
  running: readonly Row[],
): { readonly verdict: StartVerdict; readonly payment: PaymentRecord | null } {
  const payment = attempts.find(({ id }) => id === event.paymentId) ?? null;
  const types = running.map(({ type }) => type as KhqrEventType);
  return { verdict: decideStart(event.type, payment, attempts, types), payment };
}

/** The parameters of `DeliveryWrites.finish` after id and epoch. */
export function outcomeValues(outcome: DeliveryOutcome): readonly (string | number | null)[] {
  switch (outcome.status) {
    case 'waiting':
      return [null, outcome.countAttempt ? 0 : 1, outcome.delayMs, outcome.error];
    case 'dead':
      return ['dead', 0, null, outcome.error];
    case 'done':
    case 'superseded':
      return [outcome.status, 0, null, null];
  }
}
