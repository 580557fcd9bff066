import { messageOf } from '../errors/message-of.js';
import type { KhqrClock } from '../clock/khqr-clock.js';
import { KhqrAlreadyPaidError } from '../errors/khqr-already-paid.error.js';
import { KhqrAuthenticationError } from '../errors/khqr-authentication.error.js';
import { KhqrConflictError } from '../errors/khqr-conflict.error.js';
import { KhqrProviderError } from '../errors/khqr-provider.error.js';
import { KhqrRateLimitError } from '../errors/khqr-rate-limit.error.js';
import type { PaymentRecord } from '../payment/payment-record.js';
import { beginRule, type PaymentAsk } from '../payment/rules/begin.rule.js';
import { activateRule, failRule } from '../payment/rules/create.rule.js';
import { toPayment } from '../payment/to-payment.js';
import type { Account } from '../providers/account-registry.js';
import type { CreateAnswer, CreatedCode } from '../providers/khqr-provider.port.js';
import { inTime } from '../providers/provider-deadline.js';
import type { LaneGate } from '../tracker/lane.gate.js';
import type { PollSchedule } from '../tracker/poll.schedule.js';
import type { TransitionWriter } from '../tracker/transition.writer.js';
import { failureError } from './failure-error.js';
import type { PaymentWatcher } from './payment.watcher.js';

export interface CreatorParts {
  readonly writer: TransitionWriter;
  readonly gate: LaneGate;
  readonly watcher: PaymentWatcher;
  readonly clock: KhqrClock;
  readonly releaseAfterMs: number;
  readonly schedule: PollSchedule;
  /** The provider refuses the account's credential. */
  readonly laneStopped: (account: Account, message: string) => void;
  /** Something a person should know once. */
  readonly warned: (account: Account, message: string) => void;
}

/** A create waits at most this long for its turn, milliseconds: a customer is looking at the page. */
const MAX_WAIT_MS = 5000;

/** Makes the code for an ask: at most one request to the provider for each attempt, never repeated. */
export class PaymentCreator {
  constructor(private readonly parts: CreatorParts) {}

  async create(account: Account, ask: PaymentAsk): Promise<PaymentRecord> {
    for (;;) {
      const { kind, record } = await this.parts.writer.write(ask, beginRule(ask));
      switch (kind) {
        case 'existing':
          return record;
        case 'begun':
          return this.make(account, ask, record);
        case 'paid':
          throw new KhqrAlreadyPaidError(`'${ask.reference}' is already paid.`, {
            ...whereOf(account),
            payment: toPayment(record),
          });
        case 'conflict':
          throw conflict(account, ask, record);
        case 'wait':
          await this.parts.watcher.untilCreated(record.id, ask.leaseMs);
      }
    }
  }

  private async make(
    account: Account,
    ask: PaymentAsk,
    record: PaymentRecord,
  ): Promise<PaymentRecord> {
    const { writer, releaseAfterMs } = this.parts;
    try {
      const grantedAt = await this.waitForTurn(account);
      const code = await this.ask(account, ask, record, grantedAt);
      const active = await writer.write(
        record,
        activateRule(record.id, madeCode(code, record), (made, now) =>
          this.parts.schedule.nextDueAt(account, made, now),
        ),
      );
      if (active?.status === 'PENDING') return active;
      throw new KhqrConflictError(
        `The payment for '${ask.reference}' was ${active?.status.toLowerCase() ?? 'removed'} while its code was being made.`,
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

  /** Answers when the request was granted; null where making a code asks nobody. */
  private async waitForTurn(account: Account): Promise<number | null> {
    const { provider, policy } = account;
    if (!provider.capabilities.createIsCall) return null;
    const { clock, gate } = this.parts;
    const until = clock.monotonic() + MAX_WAIT_MS;
    for (;;) {
      const { granted, retryInMs, mode, at } = await gate.take(provider.lane, policy, 'create', 1);
      if (granted > 0) return at;
      if (mode === 'stopped') {
        throw new KhqrAuthenticationError(
          `${provider.name} refuses the credential of account '${account.name}': correct it, then try again.`,
          whereOf(account),
        );
      }
      if (clock.monotonic() + retryInMs > until) {
        throw new KhqrRateLimitError(`${provider.name} takes no more requests now (${mode}).`, {
          ...whereOf(account),
          retryAfterMs: Math.ceil(retryInMs),
        });
      }
      await new Promise<void>((resolve) => clock.setTimeout(resolve, Math.ceil(retryInMs)));
    }
  }

  private async ask(
    account: Account,
    ask: PaymentAsk,
    record: PaymentRecord,
    grantedAt: number | null,
  ): Promise<CreatedCode> {
    const { provider, policy } = account;
    const { gate } = this.parts;
    const answer = await this.answerOf(account, ask, record);
    if (answer.outcome === 'created') {
      if (grantedAt !== null) gate.good(provider.lane, grantedAt);
      if (answer.warning) this.parts.warned(account, answer.warning);
      return answer;
    }
    const { failure } = answer;
    const stopped =
      grantedAt !== null && (await gate.failed(provider.lane, policy, failure, grantedAt));
    if (stopped) this.parts.laneStopped(account, failure.message);
    throw failureError(failure, whereOf(account));
  }

  private async answerOf(
    account: Account,
    ask: PaymentAsk,
    record: PaymentRecord,
  ): Promise<CreateAnswer> {
    try {
      const answer = account.provider.createPayment({
        id: record.id,
        reference: record.reference,
        amountMinor: record.amountMinor,
        currency: record.currency,
        note: record.note,
        payee: record.payee,
        expiresInMs: ask.expiresInMs,
        now: record.createdAt,
      });
      return await inTime(this.parts.clock, answer);
    } catch (error) {
      const message = messageOf(error);
      return { outcome: 'failed', failure: { kind: 'in-doubt', message } };
    }
  }
}

function madeCode(code: CreatedCode, record: PaymentRecord): Parameters<typeof activateRule>[1] {
  return {
    md5: code.md5,
    qrString: code.qrString ?? null,
    verified: code.verified,
    qrImageUrl: code.qrImageUrl ?? null,
    qrStandUrl: code.qrStandUrl ?? null,
    billNumber: code.billNumber ?? null,
    providerRef: code.providerRef ?? null,
    expiresAt: code.expiresAt ?? record.expiresAt,
  };
}

function reasonOf(error: unknown): string {
  return error instanceof KhqrProviderError && error.inDoubt
    ? 'create-answer-lost'
    : 'create-refused';
}

function conflict(account: Account, ask: PaymentAsk, record: PaymentRecord): KhqrConflictError {
  const payment = toPayment(record);
  return new KhqrConflictError(
    `'${ask.reference}' already has an open payment of ${payment.amount} ${payment.currency}. ` +
      'If the order has changed, say `replace: true`; a part payment is a reference of its own.',
    { ...whereOf(account), payment },
  );
}

function whereOf({ name, provider }: Account): {
  readonly account: string;
  readonly provider: string;
} {
  return { account: name, provider: provider.name };
}
