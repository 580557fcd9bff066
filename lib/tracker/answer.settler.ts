import type { KhqrSettings } from '../khqr.options.js';
import { planUnpaid } from '../payment/expiry.js';
import type { PaymentRecord } from '../payment/payment-record.js';
import { settleRule, type Settlement, type SettlePolicy } from '../payment/rules/settle.rule.js';
import type { Account } from '../providers/account-registry.js';
import type { CheckAnswer } from '../providers/khqr-provider.port.js';
import type { ProviderFailure } from '../providers/provider-failure.js';
import type { PaymentStore } from '../stores/payment-store.port.js';
import type { PollClaim } from '../stores/poll-queue.port.js';
import type { PaidInHand } from './paid.spill.js';
import type { PatientWriter } from './patient.writer.js';
import type { PollSchedule } from './poll.schedule.js';
import type { TransitionWriter } from './transition.writer.js';

/** So often the provider may refuse to answer about one payment before a person has to look. */
const STRIKES = 3;

/** Writes what an answer means into the store. An answer in hand is kept until the store takes it. */
export class AnswerSettler {
  private readonly inHand = new Map<string, PaidInHand>();

  constructor(
    private readonly store: PaymentStore,
    private readonly writer: TransitionWriter,
    private readonly schedule: PollSchedule,
    private readonly settings: Pick<KhqrSettings, 'tracker' | 'delivery'>,
    private readonly patient: PatientWriter,
  ) {}

  /** An answer is in hand that the store has refused and is offered again. */
  get stuck(): boolean {
    return this.patient.stuck;
  }

  /** From here on a store that fails is tried once more; answers the money that it has not taken. */
  abandon(): readonly PaidInHand[] {
    this.patient.abandon();
    return [...this.inHand.values()];
  }

  /** Settles money that an earlier process had in hand when it ended; false where the store has no such payment. */
  async settlePaid({ id, account, reference, evidence }: PaidInHand): Promise<boolean> {
    const observation = { outcome: 'paid', evidence } as const;
    const settlement = { id, epoch: -1, inDoubtBefore: false, observation };
    const rule = settleRule(settlement, this.paidPolicy());
    return (await this.writer.write({ account, reference }, rule)) !== null;
  }

  /** Answers the record afterwards. */
  async settle(
    account: Account,
    claim: PollClaim,
    answer: CheckAnswer,
  ): Promise<PaymentRecord | null> {
    if (answer.outcome !== 'paid') return this.write(account, claim, answer);
    const { id, account: name, reference } = claim.record;
    this.inHand.set(id, { id, account: name, reference, evidence: answer.evidence });
    const after = await this.write(account, claim, answer);
    this.inHand.delete(id);
    return after;
  }

  /** No answer, and the request may still be on its way: its lease runs on, so that nobody asks beside it. */
  async giveUp(account: Account, { record }: PollClaim): Promise<PaymentRecord> {
    const now = await this.patient.write(() => this.store.now());
    const dueAt = this.schedule.retryAt(account, record, now);
    const { id, epoch, unpaidAt, strikes } = record;
    const release = { id, epoch, dueAt, unpaidAt, strikes, inDoubt: true, keepsLease: true };
    await this.patient.write(() => this.store.release([release]));
    return { ...record, dueAt, inDoubt: true };
  }

  private async write(
    account: Account,
    claim: PollClaim,
    answer: CheckAnswer,
  ): Promise<PaymentRecord | null> {
    const now = await this.patient.write(() => this.store.now());
    if (answer.outcome === 'unknown') return this.keepUnknown(account, claim, answer.failure, now);
    const policy = this.policyOf(account);
    const { record } = claim;
    if (answer.outcome === 'pending' || answer.outcome === 'expired') {
      const plan = planUnpaid(record, answer, now, policy);
      if (!plan.expired && plan.expiresAt === record.expiresAt) {
        return this.release(record, {
          dueAt: plan.dueAt,
          unpaidAt: now,
          inDoubt: false,
          strikes: 0,
        });
      }
    }
    return this.decide(
      policy,
      {
        id: record.id,
        epoch: record.epoch,
        inDoubtBefore: claim.inDoubtBefore,
        observation: answer,
      },
      record,
    );
  }

  /** What the rule needs to know where money has come, whoever's it is. */
  private paidPolicy(): SettlePolicy {
    return {
      graceMs: this.settings.tracker.expiryGraceMs,
      gapMs: this.settings.tracker.gapMs,
      expiry: 'ours',
      tailChecks: false,
      onForeignClaim: 'review',
      releaseAfterMs: this.settings.delivery.releaseAfterMs,
      nextDueAt: (_record, now) => now,
    };
  }

  private policyOf(account: Account): SettlePolicy {
    const { capabilities } = account.provider;
    return {
      ...this.paidPolicy(),
      gapMs: this.schedule.gapOf(account),
      expiry: capabilities.expiry,
      tailChecks: capabilities.requestsPerDay === null,
      onForeignClaim: account.onForeignClaim,
      nextDueAt: (record, now) => this.schedule.nextDueAt(account, record, now),
    };
  }

  private async keepUnknown(
    account: Account,
    claim: PollClaim,
    failure: ProviderFailure,
    now: number,
  ): Promise<PaymentRecord | null> {
    const { record, inDoubtBefore } = claim;
    const kept = { unpaidAt: record.unpaidAt, strikes: record.strikes };
    const dueAt = this.schedule.retryAt(account, record, now);
    switch (failure.kind) {
      case 'in-doubt':
        return this.release(record, { ...kept, dueAt, inDoubt: true });
      case 'not-sent':
        return this.release(record, { ...kept, dueAt, inDoubt: inDoubtBefore });
      case 'lane':
        return this.release(record, {
          ...kept,
          // Not this payment's fault: it keeps its place. Behind all others while the key is refused, since the one try in
          // 30 s must not be about a payment that is refused by itself, for ever.
          dueAt: failure.reason === 'stopped' ? Math.max(now, record.dueAt ?? now) : record.dueAt,
          inDoubt: inDoubtBefore,
        });
      case 'payment': {
        const strikes = record.strikes + 1;
        if (strikes < STRIKES) {
          return this.release(record, { ...kept, strikes, dueAt, inDoubt: inDoubtBefore });
        }
        const observation = { outcome: 'refused' } as const;
        const settlement = { id: record.id, epoch: record.epoch, inDoubtBefore, observation };
        return this.decide(this.policyOf(account), settlement, record);
      }
    }
  }

  private async release(
    record: PaymentRecord,
    patch: Pick<PaymentRecord, 'dueAt' | 'unpaidAt' | 'inDoubt' | 'strikes'>,
  ): Promise<PaymentRecord> {
    const release = { id: record.id, epoch: record.epoch, ...patch };
    await this.patient.write(() => this.store.release([release]));
    return { ...record, ...patch, leaseOwner: null, leaseUntil: 0 };
  }

  private decide(
    policy: SettlePolicy,
    settlement: Settlement,
    record: PaymentRecord,
  ): Promise<PaymentRecord | null> {
    return this.patient.write(() => this.writer.write(record, settleRule(settlement, policy)));
  }
}
