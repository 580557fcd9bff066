import type { TransitionEvidence } from '../../payment/decision.js';
import type { PaymentStatus } from '../../payment/payment-status.js';
import { RowCodec, type Row } from './row.codec.js';

/** One transition; the database numbers them in the order in which they are written. */
interface StoredTransition {
  readonly paymentId: string;
  readonly at: number;
  readonly fromStatus: PaymentStatus | null;
  readonly toStatus: PaymentStatus;
  readonly reason: string;
  readonly details: NonNullable<TransitionEvidence['details']> | null;
}

export const historyRow = new RowCodec<StoredTransition>({
  paymentId: 'key',
  at: 'int',
  fromStatus: 'text',
  toStatus: 'text',
  reason: 'text',
  details: 'json',
});

export function toHistoryRow(
  { paymentId, from, to, reason, details }: TransitionEvidence,
  at: number,
): Row {
  return historyRow.encode({
    paymentId,
    at,
    fromStatus: from,
    toStatus: to,
    reason,
    details: details ?? null,
  });
}
