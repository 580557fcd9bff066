import { phnomPenhDay } from '../clock/phnom-penh.js';

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
  /** The provider refuses the credential: see `PROBE_MS`. */
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
/** Where nobody knows the limit: the seeds' clients ask every 3–5 s a payment, so a few a second is what such a service surely sees. */
const FIRST_RATE = 5;
/** So many failures in a row break a lane. */
export const BREAK_AFTER = 5;
/** A broken lane is tried once a second, one whose credential is refused twice a minute. */
export const PROBE_MS = { broken: 1000, stopped: 30_000 } as const;

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
/** After a break the rate doubles each second from 1 a second, so that a service that has just come back is not felled by the backlog. */
export function effectiveRate(state: LaneState, now: number): number {
  if (state.recoveredAt === 0) return state.rate;
  return Math.min(state.rate, 2 ** ((now - state.recoveredAt) / 1000));
}
