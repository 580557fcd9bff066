import { KhqrConflictError } from '../../errors/khqr-conflict.error.js';
import type { PaymentRecord } from '../../payment/payment-record.js';

type Numbered = Pick<PaymentRecord, 'account' | 'reference' | 'attempt'>;

/** Why `record` cannot be written beside `other`; undefined where it can. */
export function clash(record: PaymentRecord, other: PaymentRecord): string | undefined {
  if (record.id === other.id) {
    return sameAttempt(record, other) && record.provider === other.provider
      ? undefined
      : `Payment ${other.id} cannot move to another account, provider, reference or attempt.`;
  }
  if (record.md5 !== null && record.md5 === other.md5) {
    return `Payment ${other.id} has this md5 already.`;
  }
  return sameAttempt(record, other)
    ? `Payment ${other.id} is attempt ${other.attempt} of this reference already.`
    : undefined;
}

export function conflict(message: string, other: PaymentRecord): KhqrConflictError<PaymentRecord> {
  const { provider, account } = other;
  return new KhqrConflictError(message, { payment: other, provider, account });
}

function sameAttempt(a: Numbered, b: Numbered): boolean {
  return a.account === b.account && a.reference === b.reference && a.attempt === b.attempt;
}
