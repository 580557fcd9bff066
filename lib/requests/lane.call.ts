import type { KhqrClock } from '../clock/khqr-clock.js';
import { isKhqrError } from '../errors/is-khqr-error.js';
import type { KhqrRateLimitError } from '../errors/khqr-rate-limit.error.js';
import { messageOf } from '../errors/message-of.js';
import type { Account } from '../providers/account-registry.js';
import { answerInTime } from '../providers/provider-deadline.js';
import { failureBehind, type ProviderFailure } from '../providers/provider-failure.js';
import type { LaneGate } from '../tracker/lane.gate.js';

export interface LaneCallParts {
  readonly gate: LaneGate;
  readonly clock: KhqrClock;
  /** The provider refuses the account's credential. */
  readonly laneStopped: (account: Account, message: string) => void;
}

/** Asks a provider for something beside codes and checks, under a grant of `grantedAt`, and tells the lane how it went. */
export async function callOnLane<T>(
  { gate, clock, laneStopped }: LaneCallParts,
  account: Account,
  grantedAt: number,
  call: () => Promise<T>,
): Promise<T> {
  const { provider, policy } = account;
  try {
    const answer = await answerInTime(clock, call());
    gate.good(provider.lane, grantedAt);
    return answer;
  } catch (error) {
    const stopped = await gate.failed(provider.lane, policy, failureOf(error), grantedAt);
    if (stopped) laneStopped(account, messageOf(error));
    throw error;
  }
}

/** Providers throw what a caller can do here; for the lane it is what they answer to a check. One of an application's own says no more. */
function failureOf(error: unknown): ProviderFailure {
  const failure = failureBehind(error);
  if (failure) return failure;
  const message = messageOf(error);
  if (!isKhqrError(error)) return { kind: 'in-doubt', message };
  switch (error.code) {
    case 'KHQR_RATE_LIMIT': {
      const { retryAfterMs } = error as KhqrRateLimitError;
      return { kind: 'lane', reason: 'rate-limited', message, retryAfterMs };
    }
    // Or, as a configuration error, an address that the provider does not serve: no retry mends that either.
    case 'KHQR_AUTHENTICATION':
    case 'KHQR_CONFIGURATION':
      return { kind: 'lane', reason: 'stopped', message };
    default:
      return { kind: error.retryable ? 'in-doubt' : 'payment', message };
  }
}
