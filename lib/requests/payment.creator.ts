import { atMost } from '../clock/at-most.js';
import type { KhqrClock } from '../clock/khqr-clock.js';
import { quotable } from '../errors/foreign.text.js';
import { KhqrAlreadyPaidError } from '../errors/khqr-already-paid.error.js';
import { KhqrConflictError } from '../errors/khqr-conflict.error.js';
import { KhqrProviderError } from '../errors/khqr-provider.error.js';
import { isKhqrError } from '../errors/is-khqr-error.js';
import type { Rule } from '../payment/decision.js';
import type { PaymentRecord } from '../payment/payment-record.js';
import { beginRule, type PaymentAsk } from '../payment/rules/begin.rule.js';
import { activateRule, failRule, type Activation } from '../payment/rules/create.rule.js';
import { toPayment } from '../payment/to-payment.js';
import type { Account } from '../providers/account-registry.js';
import type { ReferenceKey } from '../stores/payment-rows.port.js';
import type { StoreClock } from '../stores/store.clock.js';
import type { PollSchedule } from '../tracker/poll.schedule.js';
import type { TransitionWriter } from '../tracker/transition.writer.js';
import { whereOf, type CodeMaker } from './code.maker.js';
import { toMadeCode } from './made-code.js';
import type { PaymentWatcher } from './payment.watcher.js';

export interface CreatorParts {
  readonly writer: TransitionWriter;
  readonly maker: CodeMaker;
  readonly watcher: PaymentWatcher;
  readonly clock: KhqrClock;
  readonly storeClock: StoreClock;
  readonly releaseAfterMs: number;
  readonly schedule: PollSchedule;
}

const DRAIN_MS = 15_000;

/** Finds or makes the payment for an ask: at most one code for each attempt, however many ask at once. */
export class PaymentCreator {
  /** Codes that this process is making, by payment. */
  private readonly making = new Map<string, Promise<PaymentRecord>>();

  constructor(private readonly parts: CreatorParts) {}

  async create(account: Account, ask: PaymentAsk): Promise<PaymentRecord> {
    // Where making a code asks nobody it comes first, so that its payment is written once and waits for the disk once.
    const here = account.provider.capabilities.createIsCall
      ? null
      : this.makeFor(account, ask, await this.parts.storeClock.now());
    const made = here && (await here.catch(() => null));
    for (;;) {
      const { kind, record } = made
        ? await this.writeCode(account, ask, beginRule(ask, made))
        : await this.parts.writer.write(ask, beginRule(ask));
      switch (kind) {
        case 'existing':
        case 'made':
          return record;
        case 'begun':
          // A code that could not be made is not asked for twice; one that was made for another moment is.
          return this.begin(
            account,
            record,
            here && !made ? here : this.makeFor(account, ask, record.createdAt),
          );
        case 'paid':
          throw new KhqrAlreadyPaidError(`'${quotable(ask.reference)}' is already paid.`, {
            ...whereOf(account),
            payment: toPayment(record),
          });
        case 'conflict':
          throw conflict(account, ask, record);
        case 'wait': {
          const own = this.making.get(record.id);
          // Whoever asks at the same time gets the same end: a provider that fails is not asked once for each of them.
          if (own) return own;
          await this.parts.watcher.untilCreated(record.id, ask.leaseMs);
        }
      }
    }
  }

  /** Waits for codes that are being made, at most 15 s: the provider may have made them already. */
  async drain(): Promise<void> {
    await atMost(this.parts.clock, DRAIN_MS, Promise.allSettled(this.making.values()));
  }

  private begin(
    account: Account,
    record: PaymentRecord,
    code: Promise<Activation>,
  ): Promise<PaymentRecord> {
    const made = this.activate(account, record, code).finally(() => this.making.delete(record.id));
    this.making.set(record.id, made);
    return made;
  }

  private async makeFor(account: Account, ask: PaymentAsk, createdAt: number): Promise<Activation> {
    const code = await this.parts.maker.make(account, ask, createdAt);
    return {
      codeOf: (record) => toMadeCode(code, record),
      madeAt: createdAt,
      firstDueAt: (record, now) => this.parts.schedule.nextDueAt(account, record, now),
    };
  }

  private async activate(
    account: Account,
    record: PaymentRecord,
    code: Promise<Activation>,
  ): Promise<PaymentRecord> {
    const { writer, releaseAfterMs } = this.parts;
    const { reference } = record;
    try {
      const rule = activateRule(record.id, await code);
      const active = await this.writeCode(account, record, rule);
      if (active?.status === 'PENDING') return active;
      if (active?.status === 'FAILED') {
        throw new KhqrProviderError(
          `The code for '${quotable(reference)}' came too late: its payment had been given up. Ask again.`,
          { ...whereOf(account), inDoubt: true },
        );
      }
      throw new KhqrConflictError(
        `The payment for '${quotable(reference)}' was ${active?.status.toLowerCase() ?? 'removed'} while its code was being made.`,
        { ...whereOf(account), payment: active && toPayment(active) },
      );
    } catch (error) {
      // A store that does not take even this leaves the row CREATING; it is given up when its lease ends.
      await writer
        .write(record, failRule(record.id, reasonOf(error), releaseAfterMs))
        .catch(() => undefined);
      throw error;
    }
  }

  private async writeCode<T>(account: Account, key: ReferenceKey, rule: Rule<T>): Promise<T> {
    try {
      return await this.parts.writer.write(key, rule);
    } catch (error) {
      if (!isKhqrError(error) || error.code !== 'KHQR_CONFLICT') throw error;
      // Without the other payment: it is another order's, perhaps another customer's.
      throw new KhqrProviderError(
        `${account.provider.name} answered an md5 that another payment has already.`,
        { ...whereOf(account), inDoubt: true },
      );
    }
  }
}

function reasonOf(error: unknown): string {
  return error instanceof KhqrProviderError && error.inDoubt
    ? 'create-answer-lost'
    : 'create-refused';
}

function conflict(account: Account, ask: PaymentAsk, record: PaymentRecord): KhqrConflictError {
  const payment = toPayment(record);
  return new KhqrConflictError(
    `'${quotable(ask.reference)}' already has an open payment of ${payment.amount} ${payment.currency}. ` +
      'If the order has changed, say `replace: true`; a part payment is a reference of its own.',
    { ...whereOf(account), payment },
  );
}
