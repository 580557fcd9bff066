import type { PaymentRecord } from '../payment/payment-record.js';
import type { Account } from '../providers/account-registry.js';
import type { CheckAnswer, CheckRequest } from '../providers/khqr-provider.port.js';
import type { ProviderFailure } from '../providers/provider-failure.js';
import type { PollClaim } from '../stores/poll-queue.port.js';
import type { AnswerSettler } from './answer.settler.js';
import { inDoubt } from './answer.reader.js';
import type { CheckCaller } from './check.caller.js';
import type { DetectionMeter } from './detection.meter.js';
import type { LaneGate } from './lane.gate.js';
import type { UnansweredChecks } from './unanswered.checks.js';

/** The provider refuses the account's credential: said once, when it begins. */
export type LaneStopped = (account: Account, message: string) => void;

interface SentRequest {
  readonly grantedAt: number;
  /** Those that its lane has been told of. */
  readonly failures: Set<ProviderFailure>;
}

interface Told {
  readonly answer: CheckAnswer;
  /** See `CallResult`. */
  readonly underWay: boolean;
}

/**
 * Asks the provider about leased payments and settles the answers. Only what is leased is asked about, so that no md5 is ever
 * asked about twice at once, here or on another replica.
 */
export class PaymentChecker {
  private readonly byPayment = new Map<string, Promise<PaymentRecord | null>>();
  private readonly byLane = new Map<string, number>();
  private readonly counts = { checks: 0, paid: 0, unknown: 0 };

  constructor(
    private readonly caller: CheckCaller,
    private readonly gate: LaneGate,
    private readonly settler: AnswerSettler,
    private readonly meter: DetectionMeter,
    private readonly unanswered: UnansweredChecks,
    private readonly laneStopped: LaneStopped,
    private readonly failed: (error: unknown) => void,
  ) {}

  get totals(): { readonly checks: number; readonly paid: number; readonly unknown: number } {
    return { ...this.counts };
  }

  get inFlight(): number {
    return this.byPayment.size;
  }

  inFlightOn(lane: string): number {
    return this.byLane.get(lane) ?? 0;
  }

  /** The check under way for this payment in this process. */
  running(id: string): Promise<PaymentRecord | null> | undefined {
    return this.byPayment.get(id);
  }

  /** Sends one request for these claims, of one account, granted at this time; resolves when all are settled. Never rejects. */
  async check(account: Account, claims: readonly PollClaim[], grantedAt: number): Promise<void> {
    const { lane } = account.provider;
    this.byLane.set(lane, this.inFlightOn(lane) + 1);
    const asked = this.caller.ask(account, claims.map(toRequest), (late) => {
      claims.forEach((claim, index) => void this.settleLate(account, claim, late[index]));
    });
    const request: SentRequest = { grantedAt, failures: new Set() };
    const settled = claims.map((claim, index) => {
      const told = asked.then(({ answers, underWay }) => ({
        answer: answers[index] ?? inDoubt('No answer.'),
        underWay,
      }));
      return this.settle(account, claim, told, request);
    });
    try {
      await Promise.all(settled);
    } finally {
      const left = this.inFlightOn(lane) - 1;
      if (left > 0) this.byLane.set(lane, left);
      else this.byLane.delete(lane);
    }
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.byPayment.size > 0) await Promise.allSettled(this.byPayment.values());
  }

  private settle(
    account: Account,
    claim: PollClaim,
    told: Promise<Told>,
    request: SentRequest,
  ): Promise<PaymentRecord | null> {
    const { id } = claim.record;
    const settled = told
      .then((answer) => this.learnAndSettle(account, claim, answer, request))
      .catch((error: unknown) => {
        // Only a store that is given up at shutdown comes here: the lease ends by itself and the payment stays in doubt.
        this.failed(error);
        return null;
      })
      .finally(() => {
        if (this.byPayment.get(id) === settled) this.byPayment.delete(id);
      });
    this.byPayment.set(id, settled);
    return settled;
  }

  /** After the check was given up, and counted: of all that such an answer can say, only money matters. Never rejects. */
  private async settleLate(
    account: Account,
    claim: PollClaim,
    answer: CheckAnswer | undefined,
  ): Promise<void> {
    if (answer?.outcome !== 'paid') return;
    // Nobody's lease: what was written when it was given up may still be on its way, and must find the epoch ended.
    const late = { ...claim, record: { ...claim.record, epoch: -1 } };
    await this.settler.settle(account, late, answer).catch(this.failed);
  }

  private async learnAndSettle(
    account: Account,
    claim: PollClaim,
    { answer, underWay }: Told,
    { grantedAt, failures }: SentRequest,
  ): Promise<PaymentRecord | null> {
    this.counts.checks += 1;
    this.meter.note(account.provider.lane, claim.record, answer);
    const after = underWay
      ? await this.settler.giveUp(account, claim)
      : await this.settler.settle(account, claim, answer);
    if (after?.status === 'PAID' && claim.record.status !== 'PAID') this.counts.paid += 1;
    if (answer.outcome !== 'unknown') {
      this.gate.good(account.provider.lane, grantedAt);
      return after;
    }
    this.counts.unknown += 1;
    this.unanswered.note(account, claim.record.id);
    // A request that fails for all that it asks about has failed once.
    if (failures.has(answer.failure)) return after;
    failures.add(answer.failure);
    const { provider, policy } = account;
    if (await this.gate.failed(provider.lane, policy, answer.failure, grantedAt)) {
      this.laneStopped(account, answer.failure.message);
    }
    return after;
  }
}

export function toRequest({ record }: Pick<PollClaim, 'record'>): CheckRequest {
  return {
    id: record.id,
    md5: record.md5 ?? '',
    providerRef: record.providerRef,
    qrString: record.qrString,
    amountMinor: record.amountMinor,
    currency: record.currency,
    payee: record.payee,
    createdAt: record.createdAt,
  };
}
