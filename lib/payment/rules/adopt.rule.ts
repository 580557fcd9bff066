import type { Rule } from '../decision.js';
import type { PaymentRecord } from '../payment-record.js';
import { newRecord, type PaymentAsk } from './begin.rule.js';
import { Changes, NO_LEASE } from './changes.js';

/** A code that was made elsewhere and can still be paid. */
export interface ForeignCode {
  readonly md5: string;
  readonly qrString: string | null;
  readonly verified: boolean;
  readonly expiresAt: number;
}

export interface AdoptResult {
  readonly kind: 'adopted' | 'existing' | 'paid';
  readonly record: PaymentRecord;
}

/** Takes a code over as the reference's next attempt, due at once. The same md5 again is the same payment. */
export function adoptRule(ask: PaymentAsk, code: ForeignCode): Rule<AdoptResult> {
  return (attempts, now) => {
    const changes = new Changes(attempts, now);
    const known = attempts.find((record) => record.md5 === code.md5);
    if (known) return changes.decide({ kind: 'existing', record: known });
    const paid = attempts.find((record) => record.status === 'PAID');
    if (paid) return changes.decide({ kind: 'paid', record: paid });
    const attempt = Math.max(0, ...attempts.map((record) => record.attempt)) + 1;
    const record = { ...newRecord(ask, attempt, now), ...NO_LEASE, ...code };
    const adopted = changes.move(record, 'PENDING', 'adopted', { dueAt: now });
    return changes.decide({ kind: 'adopted', record: adopted });
  };
}
