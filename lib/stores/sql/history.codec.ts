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

export function toHistoryRow(line: TransitionEvidence, at: number): Row {
  const { from, to, details = null } = line;
  return historyRow.encode(line, { at, fromStatus: from, toStatus: to, details });
}
