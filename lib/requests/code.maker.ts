import type { KhqrClock } from '../clock/khqr-clock.js';
import { messageOf } from '../errors/message-of.js';
import type { PaymentAsk } from '../payment/rules/begin.rule.js';
import type { Account } from '../providers/account-registry.js';
import { answerInTime } from '../providers/provider-deadline.js';
import type { LaneGate } from '../tracker/lane.gate.js';
import { failureError } from './failure-error.js';
import { readCreateAnswer, type ReadAnswer, type ReadCode } from './made-code.js';
import { refusedTurn } from './refused-turn.js';

export interface MakerParts {
  readonly gate: LaneGate;
  readonly clock: KhqrClock;
  /** The provider refuses the account's credential. */
  readonly laneStopped: (account: Account, message: string) => void;
  /** Something a person should know once. */
  readonly warned: (account: Account, message: string) => void;
}

/** A create waits at most this long for its turn, milliseconds: a customer is looking at the page. */
const MAX_WAIT_MS = 5000;

/** Asks the provider for a code, when it is our turn: one request a call, never repeated. */
export class CodeMaker {
  constructor(private readonly parts: MakerParts) {}

  /** For a payment that is made at this time. @throws KhqrError, named after what the caller can do */
  async make(account: Account, ask: PaymentAsk, createdAt: number): Promise<ReadCode> {
    const grantedAt = await this.waitForTurn(account);
    const { provider, policy } = account;
    const { gate } = this.parts;
    const answer = await this.answerOf(account, ask, createdAt);
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

  /** Answers when the request was granted; null where making a code asks nobody. */
  private async waitForTurn(account: Account): Promise<number | null> {
    const { provider, policy } = account;
    if (!provider.capabilities.createIsCall) return null;
    const { clock, gate } = this.parts;
    const until = clock.monotonic() + MAX_WAIT_MS;
    for (;;) {
      const { granted, retryInMs, mode, at } = await gate.take(provider.lane, policy, 'create', 1);
      if (granted > 0) return at;
      if (mode === 'stopped' || clock.monotonic() + retryInMs > until) {
        throw refusedTurn(whereOf(account), { mode, retryInMs });
      }
      await new Promise<void>((resolve) => clock.setTimeout(resolve, Math.ceil(retryInMs)));
    }
  }

  private async answerOf(
    account: Account,
    ask: PaymentAsk,
    createdAt: number,
  ): Promise<ReadAnswer> {
    try {
      const answer = account.provider.createPayment({
        id: ask.id,
        reference: ask.reference,
        amountMinor: ask.amountMinor,
        currency: ask.currency,
        note: ask.note,
        payee: ask.payee,
        expiresInMs: ask.expiresInMs,
        now: createdAt,
      });
      return readCreateAnswer(await answerInTime(this.parts.clock, answer));
    } catch (error) {
      const message = messageOf(error);
      return { outcome: 'failed', failure: { kind: 'in-doubt', message } };
    }
  }
}

export function whereOf({ name, provider }: Account): {
  readonly account: string;
  readonly provider: string;
} {
  return { account: name, provider: provider.name };
}
