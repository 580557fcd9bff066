import type { Rule } from '../decision.js';
import { retryAfterNoAnswer, UNRESOLVED_AFTER_GRACE_MS } from '../expiry.js';
import { Changes, NO_LEASE } from './changes.js';
import { releaseIfOver } from './release.js';

/**
 * What time alone does to a reference: a create whose process died is FAILED, and a payment about which no good answer has come since its
 * end is told to the shop as unresolved, once; it stays PENDING, since nothing says that it was not paid.
 */
export function staleRule(graceMs: number, releaseAfterMs: number): Rule<void> {
  return (attempts, now) => {
    const changes = new Changes(attempts, now);
    let failed = false;
    for (const record of attempts) {
      if (record.status === 'CREATING' && record.leaseUntil <= now) {
        changes.move(record, 'FAILED', 'create-abandoned', NO_LEASE);
        failed = true;
      } else if (
        record.status === 'PENDING' &&
        !record.unresolvedRaised &&
        record.expiresAt + graceMs + UNRESOLVED_AFTER_GRACE_MS <= now
      ) {
        const dueAt = retryAfterNoAnswer(record, now, 0) === null ? null : record.dueAt;
        changes.raise(
          changes.write({ ...record, unresolvedRaised: true, dueAt }),
          'khqr.payment.unresolved',
        );
      }
    }
    if (failed) releaseIfOver(changes, releaseAfterMs);
    return changes.decide(undefined);
  };
}
