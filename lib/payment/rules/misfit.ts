import type { PaidEvidence } from '../observation.js';
import type { ReviewReason } from '../payment.js';
import type { PaymentRecord } from '../payment-record.js';

/** Why money that has come must not be taken for the order's; null where it fits. */
export function misfitOf(record: PaymentRecord, evidence: PaidEvidence): ReviewReason | null {
  const { currency, amountMinor, toAccount, expectedAccount } = evidence;
  if (currency !== undefined && currency !== record.currency) return 'currency';
  if (amountMinor !== undefined && amountMinor !== record.amountMinor) return 'amount';
  if (toAccount !== undefined && expectedAccount !== undefined && toAccount !== expectedAccount) {
    return 'account';
  }
  if (record.cancelled) return 'cancelled';
  return record.replaced ? 'replaced' : null;
}

/** It says what is wrong with the money itself. */
export function isOfMoney(reason: ReviewReason): boolean {
  return reason === 'amount' || reason === 'currency' || reason === 'account';
}
