import { nextPhnomPenhMidnight, phnomPenhDay } from './quota.js';
import { returnTokens, takeTokens } from './rate.js';

/** What is known of a lane's limits beforehand. */
export interface LanePolicy {
  /** Requests a second; null: find out. */
  readonly ratePerSecond: number | null;
  readonly requestsPerDay: number | null;
}

/** Everything about a lane that replicas share. Plain JSON; times in milliseconds since 1970. */
export interface LaneState {
  /** GCRA buckets: all requests; and the share kept for creates. */
  readonly tat: number;
  readonly createTat: number;
  /** Requests a second at present. */
  readonly rate: number;
  readonly raisedAt: number;
  readonly cutAt: number;
  /** Nothing is sent before this time. */
  readonly blockedUntil: number;
  readonly blockedBy: 'rate-limited' | 'quota' | null;
  /** The provider refuses the credential: one probe in `STOP_PROBE_MS`. */
  readonly stopped: string | null;
  /** Consecutive failures; from `BREAK_AFTER` on only probes are sent. */
  readonly failures: number;
  readonly probeAt: number;
  /** When the breaker closed again; 0 once the rate is whole. */
  readonly recoveredAt: number;
  /** Requests granted on `day` (Phnom Penh). */
  readonly day: number;
  readonly dayCount: number;
}

export type LaneMode = 'running' | 'slow-start' | 'broken' | 'stopped' | 'rate-limited' | 'quota';

export interface LaneGrant {
  readonly state: LaneState;
  readonly granted: number;
  /** When to ask again where less than wanted was granted. */
  readonly retryAt: number;
  readonly mode: LaneMode;
}

/** How far the checks may run ahead of the clock: 0.15 s keeps any window of 10 s within 1.5 % of the rate and loses nothing to a late tick. */
const CHECK_TOLERANCE_MS = 150;
/** Share of the rate kept for creates. */
const CREATE_SHARE = 0.2;
/** Where nobody knows the limit: the seeds' clients ask every 3–5 s a payment, so a few a second is what such a service surely sees. */
const FIRST_RATE = 5;
const HIGHEST_UNKNOWN_RATE = 1000;
const LOWEST_RATE = 0.2;
const BREAK_AFTER = 5;
const BREAK_PROBE_MS = 1000;
const STOP_PROBE_MS = 30_000;

export function newLane(policy: LanePolicy, now: number): LaneState {
  return {
    tat: 0,
    createTat: 0,
    rate: policy.ratePerSecond ?? FIRST_RATE,
    raisedAt: now,
    cutAt: 0,
    blockedUntil: 0,
    blockedBy: null,
    stopped: null,
    failures: 0,
    probeAt: 0,
    recoveredAt: 0,
    day: phnomPenhDay(now),
    dayCount: 0,
  };
}

export function laneMode(state: LaneState, now: number): LaneMode {
  if (now < state.blockedUntil && state.blockedBy !== null) return state.blockedBy;
  if (state.stopped !== null) return 'stopped';
  if (state.failures >= BREAK_AFTER) return 'broken';
  return effectiveRate(state, now) < state.rate ? 'slow-start' : 'running';
}

/** Asks for up to `want` requests of one kind. */
export function takeFromLane(
  known: LaneState | null,
  policy: LanePolicy,
  kind: 'check' | 'create',
  want: number,
  now: number,
): LaneGrant {
  const state = today(known ?? newLane(policy, now), now);
  const mode = laneMode(state, now);
  if (mode === 'rate-limited' || mode === 'quota') {
    return { state, granted: 0, retryAt: state.blockedUntil, mode };
  }
  const left = policy.requestsPerDay === null ? Infinity : policy.requestsPerDay - state.dayCount;
  if (left <= 0) {
    const retryAt = nextPhnomPenhMidnight(now);
    return {
      state: { ...state, blockedUntil: retryAt, blockedBy: 'quota' },
      granted: 0,
      retryAt,
      mode: 'quota',
    };
  }
  if (mode === 'stopped' || mode === 'broken') return probe(state, mode, want, now);
  return spend(state, policy, kind, Math.min(want, left), now, mode);
}

/** Gives back what was granted and not sent. */
export function returnToLane(state: LaneState, unused: number, now: number): LaneState {
  if (unused <= 0) return state;
  return {
    ...state,
    tat: returnTokens(state.tat, unused, effectiveRate(state, now)),
    dayCount: Math.max(0, state.dayCount - unused),
  };
}

/** What has been learnt from answers since the last time. */
export interface LaneFeedback {
  /** Good answers, of whatever meaning. */
  readonly good: number;
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

/** `jitter` is a random number from 0 to 1: replicas must not come back all at once. */
export function learn(
  state: LaneState,
  feedback: LaneFeedback,
  now: number,
  jitter: number,
): LaneState {
  let next = state;
  if (feedback.good > 0) {
    const recovered = state.failures >= BREAK_AFTER || state.stopped !== null;
    next = { ...next, failures: 0, stopped: null, recoveredAt: recovered ? now : next.recoveredAt };
  }
  // Good and bad answers that arrive together: the lane works, so the failures do not add up to a break.
  if (feedback.failed > 0 && feedback.good === 0) {
    next = { ...next, failures: next.failures + feedback.failed, recoveredAt: 0 };
    if (next.failures >= BREAK_AFTER && state.failures < BREAK_AFTER) {
      next = { ...next, probeAt: now + BREAK_PROBE_MS };
    }
  }
  if (feedback.stopped !== undefined) {
    next = { ...next, stopped: feedback.stopped, probeAt: now + STOP_PROBE_MS };
  }
  if (feedback.rateLimited) next = cut(next, feedback.rateLimited.retryAfterMs, now, jitter);
  if (feedback.quotaSpent) {
    next = { ...next, blockedUntil: nextPhnomPenhMidnight(now), blockedBy: 'quota' };
  }
  return next;
}

function cut(state: LaneState, retryAfterMs: number | null, now: number, jitter: number): LaneState {
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

function today(state: LaneState, now: number): LaneState {
  const day = phnomPenhDay(now);
  return day === state.day ? state : { ...state, day, dayCount: 0 };
}

function probe(state: LaneState, mode: 'stopped' | 'broken', want: number, now: number): LaneGrant {
  if (now < state.probeAt || want < 1) return { state, granted: 0, retryAt: state.probeAt, mode };
  const probeAt = now + (mode === 'stopped' ? STOP_PROBE_MS : BREAK_PROBE_MS);
  return {
    state: { ...state, probeAt, dayCount: state.dayCount + 1 },
    granted: 1,
    retryAt: probeAt,
    mode,
  };
}

/** After a break the rate doubles each second from 1 a second, so that a service that has just come back is not felled by the backlog. */
function effectiveRate(state: LaneState, now: number): number {
  if (state.recoveredAt === 0) return state.rate;
  return Math.min(state.rate, 2 ** ((now - state.recoveredAt) / 1000));
}

function spend(
  state: LaneState,
  policy: LanePolicy,
  kind: 'check' | 'create',
  want: number,
  now: number,
  mode: LaneMode,
): LaneGrant {
  const rate = effectiveRate(state, now);
  let { granted, tat, retryAt } = takeTokens(state.tat, now, want, rate, CHECK_TOLERANCE_MS);
  let createTat = state.createTat;
  if (kind === 'create' && granted < want) {
    const reserve = takeTokens(createTat, now, want - granted, rate * CREATE_SHARE, CHECK_TOLERANCE_MS);
    createTat = reserve.tat;
    tat = Math.max(tat, now) + (reserve.granted * 1000) / rate;
    granted += reserve.granted;
    retryAt = Math.min(retryAt, reserve.retryAt);
  }
  return {
    state: { ...raise(state, policy, granted < want, now), tat, createTat, dayCount: state.dayCount + granted },
    granted,
    retryAt,
    mode,
  };
}

/** One request a second more for each second of unmet demand, up to what is known. */
function raise(state: LaneState, policy: LanePolicy, unmet: boolean, now: number): LaneState {
  const ceiling = policy.ratePerSecond ?? HIGHEST_UNKNOWN_RATE;
  const recoveredAt = effectiveRate(state, now) < state.rate ? state.recoveredAt : 0;
  if (state.rate >= ceiling) return { ...state, rate: ceiling, raisedAt: now, recoveredAt };
  if (!unmet || now - state.raisedAt < 1000) return { ...state, recoveredAt };
  return { ...state, rate: Math.min(ceiling, state.rate + 1), raisedAt: now, recoveredAt };
}
