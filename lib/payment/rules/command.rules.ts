import { unchanged, type Rule } from '../decision.js';
import type { PaymentRecord } from '../payment-record.js';
import { Changes, NO_LEASE } from './changes.js';
import { releaseIfOver } from './release.js';
import { pay } from './settle.rule.js';

/**
 * The shop cancels an attempt. Money that still comes is REVIEW, whatever the status was; never below a PAID.
 * Answers the record as it is then; null where there is none.
 */
export function cancelRule(id: string, releaseAfterMs: number): Rule<PaymentRecord | null> {
  return (attempts, now) => {
    const record = attempts.find((candidate) => candidate.id === id);
    if (!record || record.status === 'PAID' || record.cancelled) return unchanged(record ?? null);
    const changes = new Changes(attempts, now);
    if (record.status === 'CREATING' || record.status === 'PENDING') {
      const cancelled = changes.move(record, 'CANCELLED', 'cancelled', { cancelled: true });
      changes.raise(cancelled, 'khqr.payment.cancelled');
      // An attempt that expired before may have waited for this one.
      releaseIfOver(changes, releaseAfterMs);
      return changes.decide(cancelled);
    }
    return changes.decide(changes.write({ ...record, cancelled: true }));
  };
}

export interface Resolution {
  readonly as: 'paid' | 'rejected';
  /** The person. */
  readonly by: string;
  readonly reason: string;
}

/** A person ends a REVIEW. Anything else than a REVIEW is answered unchanged. */
export function resolveRule(
  id: string,
  resolution: Resolution,
  releaseAfterMs: number,
): Rule<{ readonly record: PaymentRecord | null; readonly resolved: boolean }> {
  return (attempts, now) => {
    const record = attempts.find((candidate) => candidate.id === id);
    if (record?.status !== 'REVIEW') return unchanged({ record: record ?? null, resolved: false });
    const changes = new Changes(attempts, now);
    const details = { by: resolution.by, reason: resolution.reason };
    // Nothing waits for an answer any more: a check on its way must not put it back into the queue.
    const held = { ...record, ...NO_LEASE, epoch: record.epoch + 1, inDoubt: false, dueAt: null };
    if (resolution.as === 'paid') {
      pay(changes, held, 'resolved', { paidAt: record.paidAt ?? now }, details);
    } else {
      changes.move(held, 'REJECTED', 'resolved', {}, details);
      releaseIfOver(changes, releaseAfterMs);
    }
    const after = changes.attempts.find((candidate) => candidate.id === id) ?? null;
    return changes.decide({ record: after, resolved: true });
  };
}
