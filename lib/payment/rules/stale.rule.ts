import type { Rule } from '../decision.js';
import { UNRESOLVED_AFTER_GRACE_MS } from '../expiry.js';
import { Changes, NO_LEASE } from './changes.js';
import { releaseIfOver } from './release.js';

/**
 * What time alone does to a reference: a create whose process died is FAILED, and a payment about which no good answer has come since its
 * end is told to the shop as unresolved, once; it stays PENDING, since nothing says that it was not paid.
 * Answers whether anything has changed.
 */
export function staleRule(graceMs: number, releaseAfterMs: number): Rule<boolean> {
  const silenceMs = graceMs + UNRESOLVED_AFTER_GRACE_MS;
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
        // Its end may be on the provider's clock: by the store's own, too, nobody has answered for so long.
        Math.max(record.expiresAt, record.unpaidAt ?? record.createdAt) + silenceMs <= now
      ) {
        // It stays in the queue, however long this has been down: the next answer, or none, decides.
        changes.raise(
          changes.write({ ...record, unresolvedRaised: true }),
          'khqr.payment.unresolved',
        );
      }
    }
    if (failed) releaseIfOver(changes, releaseAfterMs);
    return changes.decide(changes.any);
  };
}
