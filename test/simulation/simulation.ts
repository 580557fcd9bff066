import { FinalOracle } from './final.oracle.js';
import { Happenings } from './happenings.js';
import { BUSY_MS, LEAST_CRASHES, LEAST_MS, LEAST_PAYMENTS, makeScenario } from './scenario.js';
import type { Violation } from './violation.log.js';
import { openStore, type StoreKind } from './simulated.stores.js';
import { World, type Mutation } from './world.js';

export interface SimulationOptions {
  readonly seed: number;
  /** @default 'memory' */
  readonly store?: StoreKind;
  /** @default none: the rules as they are */
  readonly mutation?: Mutation;
  /** Told of everything that happens. @default nobody */
  readonly print?: (line: string) => void;
  /** Only whether anything is violated: without the hash, which takes its time. @default false */
  readonly silent?: boolean;
}

export interface SimulationReport {
  readonly seed: number;
  readonly violations: readonly Violation[];
  /** Equal for two runs of one seed that are not silent. */
  readonly hash: string;
  readonly figures: {
    readonly steps: number;
    readonly claim: string;
    readonly replicas: number;
    readonly virtualMs: number;
    readonly payments: number;
    readonly paid: number;
    readonly crashes: number;
    readonly checks: number;
    readonly runs: number;
  };
}

/** When sales are looked at, minutes, and how many codes an order opened then is taken to make: at the end, one. */
const LOOKS_AT_SALES = [
  { minutes: 18, codes: 3 },
  { minutes: 24, codes: 2 },
  { minutes: 32, codes: 1 },
] as const;
const CRASH_EVERY_MS = 10_000;
const LOOK_MS = 60_000;
/** Past this much time everything must have come to rest. */
const MOST_MS = 3 * 60 * 60 * 1000;
/** Where a day's requests may be used up. */
const MOST_QUOTA_MS = 25 * 60 * 60 * 1000;
/** And it must stay at rest for so long. */
const IDLE_MS = 5 * 60 * 1000;

/** One run from one seed: an hour or more of a shop, its customers and its bank, with everything that can go wrong. */
export async function simulate(options: SimulationOptions): Promise<SimulationReport> {
  const scenario = makeScenario(options.seed);
  const { store, isIdle, open, close } = openStore(options.store ?? 'memory');
  const { mutation = null, print = null, silent = false } = options;
  const world = new World(scenario, { store, isIdle, mutation, print, silent });
  await open(world.storeClock);
  try {
    return await run(world);
  } finally {
    await close();
  }
}

async function run(world: World): Promise<SimulationReport> {
  const { time, bank, shop, fleet, scenario, store, violations, auditors } = world;
  const happenings = new Happenings(world);
  fleet.start();
  happenings.plan();
  for (const order of scenario.orders) shop.open(order);
  await sellEnough(world);
  await crashEnough(world);
  await time.run(BUSY_MS);
  happenings.calm();
  await time.run(LEAST_MS);
  await untilQuiet(world);
  const oracle = new FinalOracle(world);
  await oracle.judgeMoney();
  await happenings.resolveAll();
  await untilQuiet(world);
  const before = bank.stats().checks;
  await time.run(time.monotonic() + IDLE_MS);
  violations.check(bank.stats().checks === before, 'not-quiet', () => 'the bank is still asked');
  await oracle.judge();
  const { records } = await store.list({}, 1000, null);
  const enough = records.length >= LEAST_PAYMENTS && fleet.crashes >= LEAST_CRASHES;
  violations.check(
    enough,
    'too-little',
    () => `${records.length} payments, ${fleet.crashes} crashes`,
  );
  return {
    seed: scenario.seed,
    violations: violations.all,
    hash: world.trace.hash,
    figures: {
      steps: time.steps,
      claim: scenario.claim,
      replicas: scenario.replicas,
      virtualMs: time.monotonic(),
      payments: records.length,
      paid: records.filter(({ status }) => status === 'PAID').length,
      crashes: fleet.crashes,
      checks: bank.stats().checks,
      runs: auditors.deliveries.runs,
    },
  };
}

/** Opens more orders while the first ones have made too few payments: some shops cannot make a code for minutes. */
async function sellEnough({ time, shop, store, scenario }: World): Promise<void> {
  for (const { minutes, codes } of LOOKS_AT_SALES) {
    await time.run(minutes * 60_000);
    const { records } = await store.list({}, LEAST_PAYMENTS, null);
    const missing = Math.ceil((LEAST_PAYMENTS - records.length) / codes);
    for (let count = 0; count < missing; count += 1) shop.open(scenario.moreOrders.next().value);
  }
}

/** A process that was to crash may have been down at that moment. */
async function crashEnough({ time, fleet }: World): Promise<void> {
  while (fleet.crashes < LEAST_CRASHES && time.monotonic() < BUSY_MS) {
    fleet.crashAny(CRASH_EVERY_MS / 2);
    await time.run(time.monotonic() + CRASH_EVERY_MS);
  }
}

/** Nothing waits any more, apart from what waits for a person. */
async function untilQuiet(world: World): Promise<void> {
  const { time, scenario, store } = world;
  const most = scenario.account.requestsPerDay === null ? MOST_MS : MOST_QUOTA_MS;
  const until = time.monotonic() + most;
  for (;;) {
    await time.run(time.monotonic() + LOOK_MS);
    if (time.monotonic() >= until) return;
    const [pending, counts, creating, reviews] = await Promise.all([
      store.countPending(),
      store.deliveryCounts(),
      store.list({ status: 'CREATING' }, 1, null),
      store.list({ status: 'REVIEW' }, 1, null),
    ]);
    const busy = counts.running + (reviews.records.length > 0 ? 0 : counts.waiting);
    if (pending + busy + creating.records.length === 0) return;
  }
}
