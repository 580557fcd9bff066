import { BREAK_AFTER, PROBE_MS, type LaneState } from './lane.js';
import { nextPhnomPenhMidnight } from '../clock/phnom-penh.js';

/** What has been learnt from answers since the last time. */
export interface LaneFeedback {
  /** Good answers, of whatever meaning. */
  readonly good: number;
  /** When the newest of the requests with good answers was granted. @default now */
  readonly grantedAt?: number;
  /** Time-outs, refused connections, 5xx, answers that cannot be read. */
  readonly failed: number;
  /** 429: milliseconds to wait, `null` where the provider did not say. */
  readonly rateLimited?: { readonly retryAfterMs: number | null };
  /** 401, 403, 422: the provider's words. */
  readonly stopped?: string;
  /** The day's requests are used up. */
  readonly quotaSpent?: boolean;
}

/** A wait that a provider may ask for: at least a second, at most two minutes, since an absurd value must not end the lane. */
const RETRY_AFTER_MS = { least: 1000, most: 120_000, absent: 5000 };
/** With its jitter. */
export const LONGEST_BLOCK_MS = RETRY_AFTER_MS.most + RETRY_AFTER_MS.least;

/** A lane that is refused again and again is still tried once in 5 s. */
const LOWEST_RATE = 0.2;

/** `jitter` is a random number from 0 to 1: replicas must not come back all at once. */
export function learn(
  state: LaneState,
  feedback: LaneFeedback,
  now: number,
  jitter: number,
): LaneState {
  let next = state;
  if (feedback.good > 0) {
    // A good answer that had been on its way when the credential was refused says nothing of it: only a try does.
    const mended =
      state.stopped !== null && (feedback.grantedAt ?? now) + PROBE_MS.stopped >= state.probeAt;
    const stopped = mended ? null : state.stopped;
    const recovered = state.failures >= BREAK_AFTER || mended;
    next = { ...next, failures: 0, stopped, recoveredAt: recovered ? now : next.recoveredAt };
  }
  // Good and bad answers that arrive together: the lane works, so the failures do not add up to a break.
  if (feedback.failed > 0 && feedback.good === 0) {
    next = { ...next, failures: next.failures + feedback.failed };
    if (next.failures >= BREAK_AFTER && state.failures < BREAK_AFTER) {
      next = { ...next, probeAt: now + PROBE_MS.broken };
    }
  }
  if (feedback.stopped !== undefined) {
    next = { ...next, stopped: feedback.stopped, probeAt: now + PROBE_MS.stopped };
  }
  if (feedback.rateLimited) next = cut(next, feedback.rateLimited.retryAfterMs, now, jitter);
  if (feedback.quotaSpent) {
    next = { ...next, blockedUntil: nextPhnomPenhMidnight(now), blockedBy: 'quota' };
  }
  return next;
}

function cut(
  state: LaneState,
  retryAfterMs: number | null,
  now: number,
  jitter: number,
): LaneState {
  const { least, most, absent } = RETRY_AFTER_MS;
  const wait = Math.min(most, Math.max(least, retryAfterMs ?? absent)) + jitter * least;
  // The answers to requests that were under way together are one event, not many.
  const again = now - state.cutAt < 1000;
  return {
    ...state,
    rate: again ? state.rate : Math.max(LOWEST_RATE, state.rate * 0.85),
    cutAt: again ? state.cutAt : now,
    raisedAt: now,
    blockedUntil: Math.max(state.blockedUntil, now + wait),
    blockedBy: state.blockedBy === 'quota' && state.blockedUntil > now ? 'quota' : 'rate-limited',
  };
}
