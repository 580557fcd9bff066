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

/** A code that has been made, for the payment it was made for. */
export interface Activation {
  readonly codeOf: (record: PaymentRecord) => MadeCode;
  /** The time that was taken for its making, on the store's clock as this process knows it. */
  readonly madeAt: number;
  /** When it is first asked about. */
  readonly firstDueAt: (record: PaymentRecord, now: number) => number;
}

/** CREATING → PENDING, in the queue from `firstDueAt` on. */
export function activate(
  changes: Changes,
  record: PaymentRecord,
  activation: Activation,
): PaymentRecord {
  const active = changes.move(withCode(changes, record, activation), 'PENDING', 'created');
  changes.raise(active, 'khqr.payment.created');
  return active;
}

function withCode(
  { now }: Changes,
  record: PaymentRecord,
  { codeOf, firstDueAt }: Activation,
): PaymentRecord {
  const coded = { ...record, ...codeOf(record), ...NO_LEASE };
  return { ...coded, dueAt: firstDueAt(coded, now) };
}

/** The code was made. Answers the record, whatever it is by now; null where it is gone. */
export function activateRule(id: string, activation: Activation): Rule<PaymentRecord | null> {
  return (attempts, now) => {
    const record = attempts.find((candidate) => candidate.id === id);
    if (!record) return unchanged(null);
    if (record.md5 !== null) return unchanged(record);
    const changes = new Changes(attempts, now);
    if (record.status === 'CREATING') return changes.decide(activate(changes, record, activation));
    // Cancelled, or given up for lost, while the code was being made: it was never shown, but it exists, so it is watched.
    return changes.decide(changes.write(withCode(changes, record, activation)));
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
