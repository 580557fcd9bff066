import type { Rule } from '../decision.js';
import type { Currency } from '../money.js';
import type { Payee, PaymentMetadata } from '../payment.js';
import type { PaymentRecord } from '../payment-record.js';
import { Changes, NO_LEASE } from './changes.js';
import { activate, type Activation } from './create.rule.js';

/** What the shop asks for, checked and complete. */
export interface PaymentAsk {
  /** The id of the payment, should one have to be made. */
  readonly id: string;
  readonly account: string;
  readonly provider: string;
  readonly reference: string;
  readonly amountMinor: number;
  readonly currency: Currency;
  readonly note: string | null;
  readonly metadata: PaymentMetadata;
  readonly payee: Payee | null;
  readonly replace: boolean;
  readonly expiresInMs: number;
  readonly owner: string;
  /** How long making the code may take. */
  readonly leaseMs: number;
}

export interface BeginResult {
  readonly kind:
    /** A new attempt, CREATING and leased to the asker, who now makes the code. */
    | 'begun'
    /** A new attempt with the code that was made for it. */
    | 'made'
    /** An open attempt with this amount and currency. */
    | 'existing'
    /** Somebody is making the code right now. */
    | 'wait'
    /** Open with another amount or currency, and `replace` was not asked. */
    | 'conflict'
    | 'paid';
  readonly record: PaymentRecord;
}

/** A code tells its own times: written later than it says, it would end before its payment does. */
const SAME_TIME_MS = 1000;

/** The shop asks to be paid: finds the attempt that serves, or begins one. `made`: its code, where making one asks nobody. */
export function beginRule(ask: PaymentAsk, made: Activation | null = null): Rule<BeginResult> {
  return (attempts, now) => {
    const changes = new Changes(attempts, now);
    const paid = attempts.find((record) => record.status === 'PAID');
    if (paid) return changes.decide({ kind: 'paid', record: paid });

    const open = attempts.filter((record) => isOpen(record, now)).reverse();
    const fits = (record: PaymentRecord): boolean =>
      record.amountMinor === ask.amountMinor && record.currency === ask.currency;
    const serving = open.find((record) => fits(record) && record.status !== 'CREATING');
    const making = open.find((record) => fits(record) && record.status === 'CREATING');
    const other = open.find((record) => !fits(record) && !record.replaced);

    if (serving ?? making) {
      // A repeat of an old call must not bring an old price back: only `replace` says what the order costs now.
      if (ask.replace) markReplaced(changes, fits);
    } else if (other && !ask.replace) {
      return changes.decide({ kind: 'conflict', record: other });
    }
    if (serving) return changes.decide({ kind: 'existing', record: serving });
    if (making) return changes.decide({ kind: 'wait', record: making });

    for (const record of attempts) {
      if (record.status === 'CREATING' && record.leaseUntil <= now) {
        changes.move(record, 'FAILED', 'create-abandoned', NO_LEASE);
      }
    }
    // Whoever pays an older code from here on must have paid what the order costs now.
    markReplaced(changes, fits);
    const attempt = Math.max(0, ...attempts.map((record) => record.attempt)) + 1;
    const record = changes.write(newRecord(ask, attempt, now));
    return changes.decide(
      made && Math.abs(now - made.madeAt) <= SAME_TIME_MS
        ? { kind: 'made', record: activate(changes, record, made) }
        : { kind: 'begun', record },
    );
  };
}

/**
 * A code past its end is not shown again, though it is still watched. One that had ended before it was made is on a provider's
 * clock that is behind ours: it is open until the provider's answers end it.
 */
function isOpen(record: PaymentRecord, now: number): boolean {
  if (record.status === 'CREATING') return record.leaseUntil > now;
  if (record.status === 'PENDING') {
    return record.expiresAt > now || record.expiresAt <= record.createdAt;
  }
  return record.status === 'REVIEW';
}

function markReplaced(changes: Changes, fits: (record: PaymentRecord) => boolean): void {
  for (const record of changes.attempts) {
    if (record.replaced === fits(record)) changes.write({ ...record, replaced: !fits(record) });
  }
}

export function newRecord(ask: PaymentAsk, attempt: number, now: number): PaymentRecord {
  return {
    id: ask.id,
    account: ask.account,
    provider: ask.provider,
    reference: ask.reference,
    attempt,
    amountMinor: ask.amountMinor,
    currency: ask.currency,
    status: 'CREATING',
    md5: null,
    qrString: null,
    verified: false,
    qrImageUrl: null,
    qrStandUrl: null,
    billNumber: null,
    providerRef: null,
    note: ask.note,
    metadata: ask.metadata,
    payee: ask.payee,
    createdAt: now,
    expiresAt: now + ask.expiresInMs,
    paidAt: null,
    late: false,
    recovered: false,
    reviewReason: null,
    receipt: null,
    refundedMinor: 0,
    cancelled: false,
    replaced: false,
    expiryRaised: false,
    unresolvedRaised: false,
    dueAt: null,
    leaseOwner: ask.owner,
    leaseUntil: now + ask.leaseMs,
    epoch: 0,
    inDoubt: false,
    unpaidAt: null,
    strikes: 0,
    watchedUntil: 0,
  };
}
