import { unchanged, type Rule } from '../decision.js';
import type { PaymentRecord } from '../payment-record.js';
import { Changes } from './changes.js';

export type RefundResult =
  | { readonly kind: 'recorded'; readonly record: PaymentRecord }
  /** Only money that came can be given back. */
  | { readonly kind: 'not-paid'; readonly record: PaymentRecord }
  /** More than what is left of it. */
  | { readonly kind: 'too-much'; readonly record: PaymentRecord };

/** The shop writes down that it gave money back; no provider is asked. Null where there is no such payment. */
export function refundRule(id: string, amountMinor: number, by: string): Rule<RefundResult | null> {
  return (attempts, now) => {
    const record = attempts.find((candidate) => candidate.id === id);
    if (!record) return unchanged(null);
    // REVIEW and REJECTED are money that came and did not fit.
    const came =
      record.status === 'PAID' || record.status === 'REVIEW' || record.status === 'REJECTED';
    if (!came) return unchanged({ kind: 'not-paid', record });
    const refundedMinor = record.refundedMinor + amountMinor;
    if (record.status === 'PAID' && refundedMinor > record.amountMinor) {
      return unchanged({ kind: 'too-much', record });
    }
    const changes = new Changes(attempts, now);
    const details = { amountMinor, by };
    const after = changes.move(record, record.status, 'refund', { refundedMinor }, details);
    return changes.decide({ kind: 'recorded', record: after });
  };
}
