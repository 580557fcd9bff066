import type { KhqrRandom } from '../clock/khqr-random.js';
import { BoundedMap } from '../collections/bounded.map.js';
import { quotable } from '../errors/foreign.text.js';
import { KhqrAlreadyPaidError } from '../errors/khqr-already-paid.error.js';
import { KhqrNotFoundError } from '../errors/khqr-not-found.error.js';
import type { PaymentRecord } from '../payment/payment-record.js';
import type { PaymentAsk } from '../payment/rules/begin.rule.js';
import { cancelRule } from '../payment/rules/command.rules.js';
import { recheckRule } from '../payment/rules/recheck.rule.js';
import { toPayment } from '../payment/to-payment.js';
import type { Account, AccountRegistry } from '../providers/account-registry.js';
import type { PaymentStore } from '../stores/payment-store.port.js';
import type { PollClaim } from '../stores/poll-queue.port.js';
import type { LaneGate } from '../tracker/lane.gate.js';
import type { PaymentChecker } from '../tracker/payment.checker.js';
import type { PollLeases } from '../tracker/poll.leases.js';
import type { PollSchedule } from '../tracker/poll.schedule.js';
import type { TransitionWriter } from '../tracker/transition.writer.js';
import type { UnansweredChecks } from '../tracker/unanswered.checks.js';
import { isStorable } from './check-input.js';
import type { DeeplinkDesk } from './deeplink.desk.js';
import { readAsk } from './payment-ask.js';
import type { AdoptPaymentInput, CreatePaymentInput } from './payment-input.js';
import type { PaymentAdopter } from './payment.adopter.js';
import type { PaymentCreator } from './payment.creator.js';

export interface DeskParts {
  readonly store: PaymentStore;
  readonly accounts: AccountRegistry;
  readonly writer: TransitionWriter;
  readonly creator: PaymentCreator;
  readonly adopter: PaymentAdopter;
  readonly deeplinks: DeeplinkDesk;
  readonly checker: PaymentChecker;
  readonly gate: LaneGate;
  readonly leases: PollLeases;
  readonly unanswered: UnansweredChecks;
  readonly random: KhqrRandom;
  readonly owner: string;
  readonly leaseMs: number;
  readonly releaseAfterMs: number;
  readonly schedule: PollSchedule;
}

/** So many payments' asks are counted; whoever is forgotten begins anew. */
const MOST_ASKED = 20_000;
/** A live status reader asks at least this often, milliseconds. */
const WATCHED_FOR_MS = 15_000;

/** What shops ask of payments: takes their input apart, then sets rules, providers and store to work. */
export class PaymentDesk {
  /** Callers of `check` who ask about one payment together have one answer. */
  private readonly asking = new Map<string, Promise<PaymentRecord>>();
  /** How many checks of each payment were asked for here. */
  private readonly asks = new BoundedMap<number>(MOST_ASKED);

  constructor(private readonly parts: DeskParts) {}

  async create(accountName: string, input: CreatePaymentInput): Promise<PaymentRecord> {
    const account = await this.parts.accounts.get(accountName);
    return this.parts.creator.create(account, this.askOf(account, input));
  }

  async adopt(accountName: string, input: AdoptPaymentInput): Promise<PaymentRecord> {
    const account = await this.parts.accounts.get(accountName);
    return this.parts.adopter.adopt(this.askOf(account, input), input);
  }

  async cancel(record: PaymentRecord): Promise<PaymentRecord> {
    const after =
      (await this.parts.writer.write(record, cancelRule(record.id, this.parts.releaseAfterMs))) ??
      record;
    if (after.status !== 'PAID') return after;
    throw new KhqrAlreadyPaidError(
      `'${quotable(after.reference)}' is already paid and cannot be cancelled.`,
      {
        account: after.account,
        payment: toPayment(after),
      },
    );
  }

  /** Asks the provider now, within the payment's gap and the lane's rate; the stored record where it may not be asked. */
  check(record: PaymentRecord): Promise<PaymentRecord> {
    const { id } = record;
    const asking = this.asking.get(id) ?? this.ask(record).finally(() => this.asking.delete(id));
    this.asking.set(id, asking);
    return asking;
  }

  private async ask(record: PaymentRecord): Promise<PaymentRecord> {
    const { accounts, checker, gate, store, leases } = this.parts;
    const running = checker.running(record.id);
    if (running) return (await running) ?? record;
    if (record.status === 'PAID' || record.md5 === null) return record;
    const account = await accounts.find(record.account);
    // An account that is gone, or has another provider by now: an alert has told of it.
    if (account?.provider.name !== record.provider) return record;
    const now = await store.now();
    const gap = this.parts.schedule.gapOf(account);
    const isInGap = ({ unpaidAt, createdAt }: PaymentRecord): boolean =>
      now < (unpaidAt ?? createdAt) + gap;
    if (isInGap(record) || this.parts.unanswered.has(record.id)) return record;
    const asks = this.asks.get(record.id) ?? 0;
    if (asks >= (this.parts.schedule.asksOf(account) ?? Infinity)) return record;
    const { lane } = account.provider;
    const { granted, at } = await gate.take(lane, account.policy, 'check', 1);
    if (granted === 0) return record;
    const claim = await gate.orGiveBack(lane, granted, this.lease(record));
    // Another replica may have had its answer while the store was waited for.
    if (claim && claim.record.dueAt !== null && !isInGap(claim.record)) {
      this.asks.set(record.id, asks + 1);
      await checker.check(account, [claim], at);
    } else {
      // The tracker was faster, here or elsewhere; what it has taken from the queue would stay in doubt after a lost answer.
      if (claim) await leases.handBack([claim]);
      await gate.giveBack(lane, 1);
      await checker.running(record.id);
    }
    return (await store.find({ id: record.id })) ?? record;
  }

  /** Null where somebody else holds it. */
  private async lease(record: PaymentRecord): Promise<PollClaim | null> {
    const { writer, leases, leaseMs } = this.parts;
    if (record.dueAt === null) await writer.write(record, recheckRule(record.id, leaseMs));
    return leases.takeOne(record.id);
  }

  async markWatched(record: PaymentRecord): Promise<void> {
    const { store } = this.parts;
    await store.markWatched(record.id, (await store.now()) + WATCHED_FOR_MS);
  }

  async deeplink(record: PaymentRecord): Promise<string> {
    const account = await this.parts.accounts.get(record.account);
    return this.parts.deeplinks.get(account, record);
  }

  /** @throws KhqrConfigurationError that lists the accounts there are */
  async requireAccount(name: string): Promise<void> {
    await this.parts.accounts.get(name);
  }

  /** @throws KhqrNotFoundError */
  async require(id: unknown): Promise<PaymentRecord> {
    const record = isStorable(id) ? await this.parts.store.find({ id }) : null;
    if (record) return record;
    const shown =
      typeof id === 'string' ? `'${quotable(id.slice(0, 64))}'` : `of type ${typeof id}`;
    throw new KhqrNotFoundError(`No payment has the id ${shown}.`);
  }

  private askOf(account: Account, input: CreatePaymentInput | AdoptPaymentInput): PaymentAsk {
    const { random, owner } = this.parts;
    return readAsk(account, input, { id: random.id(), owner });
  }
}
