import {
  effectiveRate,
  laneMode,
  newLane,
  PROBE_MS,
  type LaneMode,
  type LanePolicy,
  type LaneState,
} from './lane.js';
import { nextPhnomPenhMidnight, phnomPenhDay } from '../clock/phnom-penh.js';
import { LONGEST_BLOCK_MS } from './lane.learning.js';
import { returnTokens, takeTokens } from './rate.js';

export interface LaneGrant {
  readonly state: LaneState;
  readonly granted: number;
  /** When to ask again where less than wanted was granted. */
  readonly retryAt: number;
  readonly mode: LaneMode;
}
/** How far the checks may run ahead of the clock: 0.15 s keeps any window of 10 s within 1.5 % of the rate and loses nothing to a late tick. */
const CHECK_TOLERANCE_MS = 150;
/** Creates may have used what checks will have in so long, and no more. */
const MOST_AHEAD_MS = 10_000;
/** Share of the rate kept for creates. */
const CREATE_SHARE = 0.2;
const HIGHEST_UNKNOWN_RATE = 1000;

/** Asks for up to `want` requests of one kind. */
export function takeFromLane(
  known: LaneState | null,
  policy: LanePolicy,
  kind: 'check' | 'create',
  want: number,
  now: number,
): LaneGrant {
  const state = today(notAhead(known ?? newLane(policy, now), now), now);
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

/** A clock that was set back must not leave the lane waiting for the time that it showed before. */
function notAhead(state: LaneState, now: number): LaneState {
  const { probeAt, blockedUntil, blockedBy, recoveredAt, raisedAt, cutAt, rate } = state;
  const farthest = blockedBy === 'quota' ? nextPhnomPenhMidnight(now) : now + LONGEST_BLOCK_MS;
  return {
    ...state,
    probeAt: Math.min(probeAt, now + Math.max(PROBE_MS.stopped, 1000 / rate)),
    blockedUntil: Math.min(blockedUntil, farthest),
    recoveredAt: Math.min(recoveredAt, now),
    raisedAt: Math.min(raisedAt, now),
    cutAt: Math.min(cutAt, now),
  };
}

function today(state: LaneState, now: number): LaneState {
  const day = phnomPenhDay(now);
  return day === state.day ? state : { ...state, day, dayCount: 0 };
}

function probe(state: LaneState, mode: 'stopped' | 'broken', want: number, now: number): LaneGrant {
  if (now < state.probeAt || want < 1) return { state, granted: 0, retryAt: state.probeAt, mode };
  const probeAt = now + Math.max(PROBE_MS[mode], 1000 / state.rate);
  return {
    state: { ...state, probeAt, dayCount: state.dayCount + 1 },
    granted: 1,
    retryAt: probeAt,
    mode,
  };
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
  const share = rate * CREATE_SHARE;
  // As `notAhead`, for the buckets.
  const ahead = now + Math.max(MOST_AHEAD_MS, 2000 / rate);
  const from = Math.min(state.tat, ahead);
  let { granted, tat, retryAt } = takeTokens(from, now, want, rate, CHECK_TOLERANCE_MS);
  let createTat = Math.min(state.createTat, now + Math.max(MOST_AHEAD_MS, 2000 / share));
  if (kind === 'create' && granted < want) {
    const reserve = takeTokens(createTat, now, want - granted, share, CHECK_TOLERANCE_MS);
    createTat = reserve.tat;
    tat = Math.max(tat, now) + (reserve.granted * 1000) / rate;
    granted += reserve.granted;
    retryAt = Math.min(retryAt, reserve.retryAt);
  }
  return {
    state: {
      ...state,
      ...raise(state, policy, granted < want, now),
      tat,
      createTat,
      dayCount: state.dayCount + granted,
    },
    granted,
    retryAt,
    mode,
  };
}

/**
 * One request a second more for each second of unmet demand, up to what is known. Checks are asked for by the armful, so
 * that less was granted says nothing by itself: demand is unmet while the bucket never comes to rest.
 */
function raise(
  state: LaneState,
  policy: LanePolicy,
  unmet: boolean,
  now: number,
): Pick<LaneState, 'rate' | 'raisedAt' | 'recoveredAt'> {
  const { rate, raisedAt } = state;
  const ceiling = policy.ratePerSecond ?? HIGHEST_UNKNOWN_RATE;
  const recoveredAt = effectiveRate(state, now) < state.rate ? state.recoveredAt : 0;
  if (rate >= ceiling) return { rate: ceiling, raisedAt: now, recoveredAt };
  if (state.tat <= now) return { rate, raisedAt: now, recoveredAt };
  if (!unmet || now - raisedAt < 1000) return { rate, raisedAt, recoveredAt };
  return { rate: Math.min(ceiling, rate + 1), raisedAt: now, recoveredAt };
}
