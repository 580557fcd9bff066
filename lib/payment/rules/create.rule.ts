import { unchanged, type Rule } from '../decision.js';
import type { PaymentRecord } from '../payment-record.js';
import { Changes, NO_LEASE } from './changes.js';
import { releaseIfOver } from './release.js';

/** The code as the provider made it. */
export type MadeCode = Pick<
  PaymentRecord,
  | 'md5'
  | 'qrString'
  | 'verified'
  | 'qrImageUrl'
  | 'qrStandUrl'
  | 'billNumber'
  | 'providerRef'
  | 'expiresAt'
>;

/** The code was made: CREATING → PENDING, in the queue from `firstDueAt` on. Answers the record, whatever it is by now; null where it is gone. */
export function activateRule(
  id: string,
  code: MadeCode,
  firstDueAt: (record: PaymentRecord, now: number) => number,
): Rule<PaymentRecord | null> {
  return (attempts, now) => {
    const record = attempts.find((candidate) => candidate.id === id);
    if (!record) return unchanged(null);
    if (record.md5 !== null) return unchanged(record);
    const changes = new Changes(attempts, now);
    const dueAt = firstDueAt({ ...record, ...code }, now);
    const patch = { ...code, ...NO_LEASE, dueAt };
    if (record.status === 'CREATING') {
      const active = changes.move(record, 'PENDING', 'created', patch);
      changes.raise(active, 'khqr.payment.created');
      return changes.decide(active);
    }
    // Cancelled, or given up for lost, while the code was being made: it was never shown, but it exists, so it is watched.
    return changes.decide(changes.write({ ...record, ...patch }));
  };
}

/** The create was refused, or its answer was lost: CREATING → FAILED. */
export function failRule(
  id: string,
  reason: string,
  releaseAfterMs: number,
): Rule<PaymentRecord | null> {
  return (attempts, now) => {
    const record = attempts.find((candidate) => candidate.id === id);
    if (record?.status !== 'CREATING') return unchanged(record ?? null);
    const changes = new Changes(attempts, now);
    const failed = changes.move(record, 'FAILED', reason, NO_LEASE);
    releaseIfOver(changes, releaseAfterMs);
    return changes.decide(failed);
  };
}
