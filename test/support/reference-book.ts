import type { Rule, TransitionEvidence } from '../../lib/payment/decision.js';
import type { EventRecord, PaymentEventType } from '../../lib/payment/payment-event.js';
import type { PaymentRecord } from '../../lib/payment/payment-record.js';
import { adoptRule } from '../../lib/payment/rules/adopt.rule.js';
import { beginRule, type PaymentAsk } from '../../lib/payment/rules/begin.rule.js';
import { cancelRule, resolveRule } from '../../lib/payment/rules/command.rules.js';
import { activateRule, failRule } from '../../lib/payment/rules/create.rule.js';
import {
  settleRule,
  type Settlement,
  type SettlePolicy,
} from '../../lib/payment/rules/settle.rule.js';
import { staleRule } from '../../lib/payment/rules/stale.rule.js';

export const START = Date.UTC(2026, 0, 1);
export const GAP_MS = 3_000;
export const GRACE_MS = 15_000;
export const LIFE_MS = 300_000;
export const LEASE_MS = 30_000;

export const POLICY: SettlePolicy = {
  graceMs: GRACE_MS,
  gapMs: GAP_MS,
  expiry: 'provider',
  tailChecks: true,
  nextDueAt: (_record, now) => now + GAP_MS,
  onForeignClaim: 'review',
  releaseAfterMs: 0,
};

/** All attempts of one order, changed by rules alone: what a store does, without one. */
export class ReferenceBook {
  now = START;
  readonly events: EventRecord[] = [];
  readonly history: TransitionEvidence[] = [];
  private readonly records = new Map<string, PaymentRecord>();
  private count = 0;

  constructor(private readonly policy: SettlePolicy = POLICY) {}

  get attempts(): readonly PaymentRecord[] {
    return [...this.records.values()].sort((a, b) => a.attempt - b.attempt);
  }

  get statuses(): readonly string[] {
    return this.attempts.map(({ status }) => status);
  }

  /** The types of all events so far, without their common beginning. */
  get told(): readonly string[] {
    return this.events.map(({ type }) => type.replace('khqr.payment.', ''));
  }

  raised(type: PaymentEventType): number {
    return this.events.filter((event) => event.type === type).length;
  }

  apply<T>(rule: Rule<T>): T {
    const decision = rule(this.attempts, this.now);
    for (const record of decision.writes) this.records.set(record.id, record);
    this.events.push(...decision.events);
    this.history.push(...(decision.transitions ?? []));
    return decision.result;
  }

  /** The record with this attempt number. */
  get(attempt: number): PaymentRecord {
    const record = this.attempts.find((candidate) => candidate.attempt === attempt);
    if (record) return record;
    throw new Error(`There is no attempt ${attempt}.`);
  }

  /** Changes a record behind the rules' back. */
  put(attempt: number, patch: Partial<PaymentRecord>): PaymentRecord {
    const record = { ...this.get(attempt), ...patch };
    this.records.set(record.id, record);
    return record;
  }

  begin(amountMinor: number, patch: Partial<PaymentAsk> = {}) {
    this.count += 1;
    return this.apply(beginRule({ ...ASK, id: `payment-${this.count}`, amountMinor, ...patch }));
  }

  activate(id: string, patch: Partial<PaymentRecord> = {}) {
    const code = {
      md5: `md5 of ${id}`,
      qrString: `qr of ${id}`,
      verified: true,
      qrImageUrl: null,
      qrStandUrl: null,
      billNumber: null,
      providerRef: null,
      expiresAt: this.now + LIFE_MS,
      ...patch,
    };
    return this.apply(
      activateRule(id, {
        codeOf: () => code,
        madeAt: this.now,
        firstDueAt: (_record, now) => now + GAP_MS,
      }),
    );
  }

  /** Begins and activates: the order's next code. */
  open(amountMinor: number, patch: Partial<PaymentAsk> = {}): PaymentRecord {
    const { kind, record } = this.begin(amountMinor, patch);
    if (kind !== 'begun') throw new Error(`Expected a new attempt, got ${kind}.`);
    this.activate(record.id);
    return this.get(record.attempt);
  }

  adopt(md5: string, amountMinor: number, expiresAt = this.now + LIFE_MS) {
    this.count += 1;
    const ask = { ...ASK, id: `payment-${this.count}`, amountMinor };
    return this.apply(adoptRule(ask, { md5, qrString: null, verified: false, expiresAt }));
  }

  fail(id: string): PaymentRecord | null {
    return this.apply(failRule(id, 'create-refused', this.policy.releaseAfterMs));
  }

  /** Leases an attempt as a tracker does; answers the epoch and whether an answer had been lost before. */
  claim(attempt: number): Pick<Settlement, 'id' | 'epoch' | 'inDoubtBefore'> {
    const { id, epoch, inDoubt } = this.get(attempt);
    const leaseUntil = this.now + LEASE_MS;
    this.put(attempt, { epoch: epoch + 1, inDoubt: true, leaseOwner: 'tracker', leaseUntil });
    return { id, epoch: epoch + 1, inDoubtBefore: inDoubt };
  }

  settle(
    claim: Pick<Settlement, 'id' | 'epoch' | 'inDoubtBefore'>,
    observation: Settlement['observation'],
    policy: Partial<SettlePolicy> = {},
  ): PaymentRecord | null {
    return this.apply(settleRule({ ...claim, observation }, { ...this.policy, ...policy }));
  }

  /** Asks about an attempt and settles the answer. */
  answer(attempt: number, observation: Settlement['observation'], policy?: Partial<SettlePolicy>) {
    return this.settle(this.claim(attempt), observation, policy);
  }

  pay(attempt: number, evidence: Partial<Parameters<typeof paid>[0]> = {}): PaymentRecord | null {
    const { amountMinor, currency } = this.get(attempt);
    return this.answer(attempt, paid({ amountMinor, currency, ...evidence }));
  }

  cancel(attempt: number): PaymentRecord | null {
    return this.apply(cancelRule(this.get(attempt).id, this.policy.releaseAfterMs));
  }

  resolve(attempt: number, as: 'paid' | 'rejected') {
    const resolution = { as, by: 'dara', reason: 'looked' };
    return this.apply(resolveRule(this.get(attempt).id, resolution, this.policy.releaseAfterMs));
  }

  sweep(): void {
    this.apply(staleRule(this.policy.graceMs, this.policy.releaseAfterMs));
  }
}

const ASK: PaymentAsk = {
  id: '',
  account: 'default',
  provider: 'sandbox',
  reference: 'order-1',
  amountMinor: 0,
  currency: 'USD',
  note: null,
  metadata: {},
  payee: null,
  replace: false,
  expiresInMs: LIFE_MS,
  owner: 'desk',
  leaseMs: LEASE_MS,
};

export function paid(
  evidence: Extract<Settlement['observation'], { outcome: 'paid' }>['evidence'],
) {
  return { outcome: 'paid', evidence } as const;
}

export const PENDING = { outcome: 'pending' } as const;
export const CLAIMED = { outcome: 'claimed' } as const;
export const REFUSED = { outcome: 'refused' } as const;
