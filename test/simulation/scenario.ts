import type { SandboxClaim } from '../../lib/providers/sandbox/sandbox-code.js';
import type { SandboxFaults } from '../../lib/providers/sandbox/sandbox-fault.js';
import { Dice } from './dice.random.js';
import { planHappenings, type WorldHappening } from './happening.plan.js';
import { planMoreOrders, planOrders, type OrderPlan } from './order.plan.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** The shop and its customers are at work for so long; after that nothing new begins and nothing breaks. */
export const BUSY_MS = 36 * MINUTE;
/** And sees at least so many payments. */
export const LEAST_PAYMENTS = 20;
export const LEAST_CRASHES = 2;
/** A run lasts at least this long. */
export const LEAST_MS = 60 * MINUTE;
/** 00:00 in Phnom Penh, when daily quotas begin anew. */
const MIDNIGHT = Date.UTC(2026, 0, 1, 17);

/** How the store and its way to the processes behave, beside outages. */
export interface StoreTemper {
  /** Share of calls that take longer than no time. */
  readonly slow: number;
  readonly slowMs: readonly [least: number, most: number];
  /** Share of calls that take effect and whose answer is lost. */
  readonly lostAnswers: number;
  /** Share of calls that fail without an effect. */
  readonly errors: number;
  /** Share of notifications that are lost. */
  readonly lostChanges: number;
}

/** How the shop's own handlers behave. */
export interface HandlerTemper {
  readonly slow: number;
  readonly throws: number;
  readonly hangs: number;
}

/** Everything about one run that is decided before it begins. */
export interface Scenario {
  readonly seed: number;
  readonly startAt: number;
  readonly claim: SandboxClaim;
  readonly replicas: number;
  /** The store's clock is ahead of the bank's by so much. */
  readonly storeSkewMs: number;
  readonly replicaSkewMs: readonly number[];
  readonly tracker: {
    readonly tickMs: number;
    readonly gapMs: number;
    readonly leaseMs: number;
    readonly expiryGraceMs: number;
  };
  readonly delivery: {
    readonly retryDelaysMs: readonly number[] | null;
    readonly timeoutMs: number;
    readonly releaseAfterMs: number;
  };
  readonly account: {
    readonly ratePerSecond: number | null;
    readonly knownRate: boolean;
    readonly requestsPerDay: number | null;
    readonly expiry: 'provider' | 'ours';
    readonly onForeignClaim: 'review' | 'paid';
  };
  readonly bank: SandboxFaults;
  readonly store: StoreTemper;
  readonly handlers: HandlerTemper;
  readonly orders: readonly OrderPlan[];
  /** For a shop that sells too little. */
  readonly moreOrders: Iterator<OrderPlan, never>;
  readonly happenings: readonly WorldHappening[];
}

export function makeScenario(seed: number): Scenario {
  const dice = new Dice(seed);
  const claim = seed % 2 === 0 ? 'repeat' : 'once';
  const replicas = dice.weigh([4, 2], [1, 3]);
  const rough = dice.chance(0.75);
  const nearMidnight = dice.chance(0.15);
  // Leases that are shorter than requests: then a check outlives its lease, and another overtakes it.
  const hasty = claim === 'once' && dice.chance(0.3);
  return {
    seed,
    startAt: nearMidnight
      ? MIDNIGHT - dice.whole(0, 40) * MINUTE
      : MIDNIGHT + dice.whole(0, 20 * 60) * MINUTE,
    claim,
    replicas,
    storeSkewMs: dice.chance(0.2) ? dice.whole(-10, 10) * MINUTE : 0,
    replicaSkewMs: Array.from({ length: replicas }, () =>
      dice.chance(0.3) ? dice.whole(-10 * MINUTE, 10 * MINUTE) : 0,
    ),
    tracker: {
      tickMs: dice.weigh([14, 60_000], [12, 20_000], [1, 4000]),
      gapMs: hasty ? 10_000 : dice.weigh([6, 50_000], [5, 20_000], [1, 8000], [0.5, 3000]),
      leaseMs: hasty ? 3000 : dice.weigh([3, 30_000], [1, 12_000]),
      expiryGraceMs: dice.weigh([4, 15_000], [1, 0], [1, 5000]),
    },
    delivery: {
      retryDelaysMs: dice.weigh(
        [3, null],
        [1, [1000, 2000, 5000]],
        [1, [2000, 5000, 30_000, 60_000]],
      ),
      timeoutMs: dice.weigh([2, 30_000], [1, 5000]),
      releaseAfterMs: dice.weigh([3, 0], [1, MINUTE]),
    },
    account: {
      ratePerSecond: dice.weigh([2, null], [1, 2], [1, 5], [1, 20]),
      knownRate: dice.chance(0.7),
      requestsPerDay: nearMidnight && dice.chance(0.05) ? dice.whole(50, 400) : null,
      expiry: dice.weigh([3, 'provider'], [2, 'ours']),
      onForeignClaim: dice.weigh([5, 'review'], [1, 'paid']),
    },
    bank: {
      lostAnswers: dice.weigh([2, 0.03], [1, 0], [1, 0.15]),
      errors: dice.weigh([2, 0.03], [1, 0], [1, 0.1]),
      notSent: dice.weigh([2, 0], [1, 0.05]),
      latencyMs: hasty
        ? [100, 12_000]
        : dice.weigh<readonly [number, number]>(
            [3, [20, 400]],
            [2, [50, 5000]],
            [1, [100, 12_000]],
          ),
    },
    store: {
      slow: rough ? dice.pick([0.01, 0.03, 0.1]) : 0,
      slowMs: dice.pick([
        [1, 20],
        [1, 500],
        [5, 4000],
      ]),
      lostAnswers: rough ? dice.pick([0, 0.002, 0.01]) : 0,
      errors: rough ? dice.pick([0, 0.002, 0.01]) : 0,
      lostChanges: dice.pick([0, 0.2, 1]),
    },
    handlers: {
      slow: dice.pick([0.1, 0.5]),
      throws: dice.pick([0, 0.1, 0.3]),
      hangs: dice.pick([0, 0.05]),
    },
    orders: planOrders(dice),
    happenings: planHappenings(dice, replicas),
    moreOrders: planMoreOrders(dice),
  };
}
