import { isSettled } from '../payment-status.js';
import type { Changes } from './changes.js';

/**
 * Raises the Expired event when the order can no longer be paid: no attempt of the reference is open or paid, and
 * at least one has expired that has not been told of. One event, for the newest such attempt, `releaseAfterMs` after the last code's end.
 */
export function releaseIfOver(changes: Changes, releaseAfterMs: number): void {
  const attempts = changes.attempts;
  if (attempts.some((record) => record.status === 'PAID' || !isSettled(record.status))) return;
  const untold = attempts.filter(
    (record) => record.status === 'EXPIRED' && !record.expiryRaised && !record.cancelled,
  );
  const newest = untold.at(-1);
  if (!newest) return;
  for (const record of untold) changes.write({ ...record, expiryRaised: true });
  // An end that has come is not ahead of us: where it seems so, it is on a clock ahead of ours.
  const lastEnd = Math.min(changes.now, Math.max(...untold.map((record) => record.expiresAt)));
  changes.raise(newest, 'khqr.payment.expired', Math.max(changes.now, lastEnd + releaseAfterMs));
}
