import type { UnpaidObservation } from './observation.js';
import type { PaymentRecord } from './payment-record.js';
import { statusRank } from './payment-status.js';

/** Late money is looked for at these times after a code's end, milliseconds: the customer's bank may be slow, or its clock. */
const TAIL_MS = [15_000, 60_000, 300_000, 1_800_000] as const;

/** No good answer this long after a code's end and grace: the shop is told that the payment is unresolved. */
export const UNRESOLVED_AFTER_GRACE_MS = 60_000;

/** How long a payment is still asked about when no good answer has come since its end: 7 days. */
const UNRESOLVED_RETRY_MS = 7 * 24 * 60 * 60 * 1000;

/** The longest wait between two tries about a payment that is past its end and gets no good answer: 10 minutes. */
const LONGEST_RETRY_MS = 600_000;

export interface ExpiryPolicy {
  /** A "not paid" counts as the end only this long after the code's end, milliseconds. */
  readonly graceMs: number;
  /** The least time between two checks of one payment, milliseconds. */
  readonly gapMs: number;
  /** Whose clock the end is on. */
  readonly expiry: 'provider' | 'ours';
  /** Whether late money is looked for after the end has been confirmed: not where each check is dear. */
  readonly tailChecks: boolean;
  /** When to ask again while the code can still be paid. */
  readonly nextDueAt: (record: PaymentRecord, now: number) => number;
}

export interface UnpaidPlan {
  readonly expired: boolean;
  readonly expiresAt: number;
  readonly dueAt: number | null;
}

/** What a good "not paid" means for a payment: still open, ended, or one of the tail checks for late money. */
export function planUnpaid(
  record: PaymentRecord,
  answer: UnpaidObservation,
  now: number,
  policy: ExpiryPolicy,
): UnpaidPlan {
  // Settled by money or waiting for a person: "not paid" changes nothing and puts nothing back into the queue.
  if (statusRank(record.status) >= statusRank('REVIEW')) {
    return { expired: false, expiresAt: record.expiresAt, dueAt: null };
  }
  // Where the end is on the provider's clock, so is the moment of its answer: a wrong clock of ours must not end a code early.
  const at = policy.expiry === 'provider' ? (answer.serverTime ?? now) : now;
  const expiresAt = earlierEnd(record.expiresAt, answer, at);
  const over = at >= expiresAt + policy.graceMs;
  if (over) {
    const tail = policy.tailChecks ? TAIL_MS.find((delay) => expiresAt + delay > at) : undefined;
    return {
      expired: record.status === 'PENDING',
      expiresAt,
      dueAt: tail === undefined ? null : now + Math.max(policy.gapMs, expiresAt + tail - at),
    };
  }
  const confirmAt = now + Math.max(policy.gapMs, expiresAt + policy.graceMs - at);
  const dueAt = answer.outcome === 'expired' ? confirmAt : policy.nextDueAt(record, now);
  return { expired: false, expiresAt, dueAt };
}

/** A provider that ends a code before its announced end means it. */
function earlierEnd(expiresAt: number, answer: UnpaidObservation, at: number): number {
  if (answer.outcome !== 'expired') return expiresAt;
  return Math.min(expiresAt, answer.expiresAt ?? at);
}

/** When to ask again after no good answer: soon while it can be paid, ever more seldom later, and not at all after 7 days. */
export function retryAfterNoAnswer(
  record: PaymentRecord,
  now: number,
  gapMs: number,
): number | null {
  const past = now - record.expiresAt;
  if (past > UNRESOLVED_RETRY_MS) return null;
  return now + Math.round(Math.max(gapMs, Math.min(past / 10, LONGEST_RETRY_MS)));
}
