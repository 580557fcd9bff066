import { expectedDelayMs, isSlow, type Detection } from '../polling/detection.js';
import { effectiveRate, laneMode, type LaneMode, type LaneState } from '../polling/lane.js';
import { phnomPenhDay } from '../clock/phnom-penh.js';
import type { Account } from '../providers/account-registry.js';
import { batchSizeOf } from './check.caller.js';
import type { LaneGroup } from './lane.poller.js';

/** How late payments are noticed, as this process has measured it since its start. */
export interface LaneDetection {
  /** The mean from paying to noticing over the last payments, milliseconds. */
  readonly meanMs: number;
  /** Payments it is made of; only those whose provider tells when they were paid. */
  readonly samples: number;
  /** What it may be at the present rate with all payments that wait, milliseconds. */
  readonly expectedMs: number;
  /** Three times as late as expected, over at least 20 payments. */
  readonly slow: boolean;
}

/** One lane: what a provider's limits belong to. */
export interface LaneStats {
  readonly lane: string;
  readonly mode: LaneMode;
  readonly ratePerSecond: number;
  readonly accounts: readonly string[];
  /** Requests of today in Phnom Penh, of all replicas. */
  readonly requestsToday: number;
  /** Requests that the provider allows in a day; null: no such limit. */
  readonly requestsPerDay: number | null;
  /** Null before the first payment. */
  readonly detection: LaneDetection | null;
}

export interface LaneReading {
  readonly state: LaneState;
  readonly detection: Detection | null;
  /** Payments that wait, on whatever lane: the store does not count them by lane, so a lane beside busy ones is judged mildly. */
  readonly pending: number;
  readonly tickMs: number;
  /** The least time between two checks of one payment of this account, milliseconds. */
  readonly gapOf: (account: Account) => number;
}

export function laneStats(
  { lane, accounts }: LaneGroup,
  reading: LaneReading,
  now: number,
): LaneStats {
  const { state, detection } = reading;
  const [{ policy }] = accounts;
  return {
    lane,
    mode: laneMode(state, now),
    ratePerSecond: state.rate,
    accounts: accounts.map(({ name }) => name),
    requestsToday: state.day === phnomPenhDay(now) ? state.dayCount : 0,
    requestsPerDay: policy.requestsPerDay,
    detection: detection && judge(detection, expectedOn(accounts, reading, now)),
  };
}

function judge({ meanMs, samples }: Detection, expectedMs: number): LaneDetection {
  return { meanMs, samples, expectedMs, slow: isSlow({ meanMs, samples }, expectedMs) };
}

function expectedOn(accounts: readonly Account[], reading: LaneReading, now: number): number {
  const { state, pending, tickMs, gapOf } = reading;
  return expectedDelayMs({
    // The slowest of them: one mean stands for all.
    gapMs: Math.max(...accounts.map((account) => spacingOf(account, gapOf(account)))),
    pending,
    ratePerSecond: effectiveRate(state, now),
    batchSize: Math.min(...accounts.map(({ provider }) => batchSizeOf(provider))),
    tickMs,
  });
}

/** Under a daily quota the checks of one payment lie evenly over its code's life. */
function spacingOf({ provider, expiresInMs }: Account, gapMs: number): number {
  const { checksPerPayment } = provider.capabilities;
  return checksPerPayment == null ? gapMs : Math.max(gapMs, expiresInMs / checksPerPayment);
}
