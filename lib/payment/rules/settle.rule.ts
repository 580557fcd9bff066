import { unchanged, type Rule } from '../decision.js';
import { planUnpaid, type ExpiryPolicy } from '../expiry.js';
import type { Observation, PaidEvidence, UnpaidObservation } from '../observation.js';
import type { ReviewReason } from '../payment.js';
import type { PaymentRecord } from '../payment-record.js';
import { statusRank, type PaymentStatus } from '../payment-status.js';
import { Changes, NO_LEASE } from './changes.js';
import { isOfMoney, misfitOf } from './misfit.js';
import { releaseIfOver } from './release.js';

/** A good answer, and the check it came from. */
export interface Settlement {
  readonly id: string;
  /** Of the claim the check was made under. */
  readonly epoch: number;
  /** An earlier check's answer had been lost when this one was begun. */
  readonly inDoubtBefore: boolean;
  /** `refused`: the provider has refused three times to answer about this payment. */
  readonly observation: Observation | { readonly outcome: 'refused' };
}

export interface SettlePolicy extends ExpiryPolicy {
  readonly onForeignClaim: 'review' | 'paid';
  readonly releaseAfterMs: number;
}

/** What a good answer does to a payment. Answers the record after it; null where there is none. */
export function settleRule(input: Settlement, policy: SettlePolicy): Rule<PaymentRecord | null> {
  return (attempts, now) => {
    const record = attempts.find((candidate) => candidate.id === input.id);
    if (!record) return unchanged(null);
    const { observation } = input;
    const stale = record.epoch !== input.epoch;
    // A fencing token must never discard money: PAID counts whatever the epoch, everything else only with the current one.
    if (stale && observation.outcome !== 'paid') return unchanged(record);
    const changes = new Changes(attempts, now);
    // Whoever holds a newer lease must not put a paid one back into the queue, so its epoch ends with this.
    const epoch = stale ? record.epoch + 1 : record.epoch;
    const held = { ...record, ...NO_LEASE, epoch, inDoubt: false, strikes: 0 };
    switch (observation.outcome) {
      case 'paid':
        receive(changes, held, observation.evidence, 'paid');
        break;
      case 'claimed':
        if (isLookedAt(held)) changes.write({ ...held, dueAt: null });
        else if (input.inDoubtBefore) receive(changes, held, {}, 'recovered');
        else if (policy.onForeignClaim === 'paid') receive(changes, held, {}, 'claimed');
        else review(changes, held, 'claimed', {});
        break;
      case 'refused':
        refuse(changes, { ...held, inDoubt: input.inDoubtBefore }, policy);
        break;
      case 'pending':
      case 'expired':
        remainUnpaid(changes, held, observation, policy);
        break;
      default:
        observation satisfies never;
    }
    return changes.decide(changes.attempts.find(({ id }) => id === input.id) ?? null);
  };
}

/** A bare "already claimed" tells nothing of the money, so what is known to be wrong with it, or a person's word, stands; a refusal to answer says nothing against it. */
function isLookedAt({ status, reviewReason }: PaymentRecord): boolean {
  return isReviewed(status) && !(status === 'REVIEW' && reviewReason === 'refused');
}

function isReviewed(status: PaymentStatus): boolean {
  return statusRank(status) >= statusRank('REVIEW');
}

/**
 * Nothing is known of the money, so the doubt of a lost answer stays; and what was known before is known better. A provider that
 * refuses everything for a while must not hide what is paid later: it is asked once more when the code has ended.
 */
function refuse(changes: Changes, record: PaymentRecord, { graceMs, gapMs }: SettlePolicy): void {
  if (isReviewed(record.status)) changes.write({ ...record, dueAt: null });
  else {
    const lookAt = Math.max(changes.now + gapMs, record.expiresAt + graceMs);
    review(changes, record, 'refused', {}, lookAt);
  }
}

/** Money has come: PAID where it fits the order, REVIEW where it does not. */
function receive(
  changes: Changes,
  record: PaymentRecord,
  evidence: PaidEvidence,
  reason: 'paid' | 'recovered' | 'claimed',
): void {
  const misfit = misfitOf(record, evidence);
  if (misfit) {
    review(changes, record, misfit, evidence);
    return;
  }
  pay(changes, record, reason, {
    paidAt: evidence.paidAt ?? changes.now,
    late: record.status === 'EXPIRED' || (evidence.paidAt ?? 0) > record.expiresAt,
    recovered: reason === 'recovered',
    receipt: evidence.receipt ?? record.receipt,
  });
}

/** The first PAID of a reference is the order's; any other is a duplicate. Never happens twice to one payment. */
export function pay(
  changes: Changes,
  record: PaymentRecord,
  reason: string,
  patch: Partial<PaymentRecord>,
  details?: Readonly<Record<string, string>>,
): void {
  if (record.status === 'PAID') {
    // A claim that was recovered knows no transfer: the answer that was lost may still bring it.
    changes.write({ ...record, dueAt: null, receipt: record.receipt ?? patch.receipt ?? null });
    return;
  }
  const duplicate = changes.attempts.some((other) => other.status === 'PAID');
  const end = { ...patch, dueAt: null, reviewReason: null };
  const paid = changes.move(record, 'PAID', reason, end, details);
  changes.raise(paid, duplicate ? 'khqr.payment.duplicate' : 'khqr.payment.paid');
}

function review(
  changes: Changes,
  record: PaymentRecord,
  reviewReason: ReviewReason,
  evidence: PaidEvidence,
  dueAt: number | null = null,
): void {
  const { paidAt, receipt, ...told } = evidence;
  const known = { paidAt: paidAt ?? record.paidAt, receipt: receipt ?? record.receipt };
  if (isBareReview(record)) {
    changes.move(
      record,
      'REVIEW',
      reviewReason,
      { reviewReason, dueAt: null, ...known },
      { ...told },
    );
    return;
  }
  if (record.status === 'PAID' && isOfMoney(reviewReason) && record.reviewReason === null) {
    // Goods may be on their way for money that does not fit. It stays PAID, and says so once.
    const odd = changes.move(
      record,
      'PAID',
      reviewReason,
      { reviewReason, dueAt: null },
      { ...told },
    );
    changes.alert(odd, {
      kind: 'paid-misfit',
      message: `Payment ${odd.id} is PAID, and now its provider tells of money that does not fit it (${reviewReason}): see KhqrOperations.getHistory(id).`,
    });
    return;
  }
  if (isReviewed(record.status)) {
    changes.write({ ...record, dueAt: null });
    return;
  }
  const reviewed = changes.move(
    record,
    'REVIEW',
    reviewReason,
    { reviewReason, dueAt, ...known },
    { ...told },
  );
  changes.raise(reviewed, 'khqr.payment.review');
}

/** Nothing was known of the money: what is told of it now is what a person has to see. */
function isBareReview({ status, reviewReason }: PaymentRecord): boolean {
  return status === 'REVIEW' && (reviewReason === 'claimed' || reviewReason === 'refused');
}

function remainUnpaid(
  changes: Changes,
  record: PaymentRecord,
  answer: UnpaidObservation,
  policy: SettlePolicy,
): void {
  const { expired, expiresAt, dueAt } = planUnpaid(record, answer, changes.now, policy);
  const patch = { expiresAt, dueAt, unpaidAt: changes.now };
  if (!expired) {
    changes.write({ ...record, ...patch });
    return;
  }
  changes.move(record, 'EXPIRED', 'expired', patch);
  releaseIfOver(changes, policy.releaseAfterMs);
}
