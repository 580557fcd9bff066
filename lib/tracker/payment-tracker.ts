import type { KhqrClock } from '../clock/khqr-clock.js';
import { atMost } from '../clock/at-most.js';
import { SerialLoop, type SerialLoopHooks } from '../clock/serial-loop.js';
import type { KhqrSettings } from '../khqr.options.js';
import type { PaymentStore } from '../stores/payment-store.port.js';
import type { AnswerSettler } from './answer.settler.js';
import type { DetectionMeter } from './detection.meter.js';
import type { LaneDirectory } from './lane.directory.js';
import type { LanePoller, PollResult } from './lane.poller.js';
import { laneStats, type LaneStats } from './lane.stats.js';
import type { PaidSpill } from './paid.spill.js';
import type { PaymentChecker } from './payment.checker.js';
import type { PollSchedule } from './poll.schedule.js';
import type { StaleSweeper } from './stale.sweeper.js';

export interface RunOnceOptions {
  /** Stop after this many milliseconds, work under way included where it ends by then. @default 25000 */
  readonly maxMs?: number;
}

export interface RunSummary {
  /** Payments asked about. */
  readonly checks: number;
  /** Payments that became PAID. */
  readonly paid: number;
  /** Handler runs that ended well. */
  readonly delivered: number;
}

export interface TrackerStats {
  /** The option `tracker.enabled`: whether this process asks by itself. */
  readonly enabled: boolean;
  /** On its schedule now: started, not paused, and its timer still set, which anybody can delete from Nest's SchedulerRegistry (`resume` sets it again). */
  readonly running: boolean;
  readonly paused: boolean;
  /** The store takes nothing from this process: its looks at the queue fail again and again, or an answer is in hand that it has refused. */
  readonly failing: boolean;
  /** Looks at the queue since the start. */
  readonly ticks: number;
  /** When the last one began; null before the first. */
  readonly lastTickAt: Date | null;
  readonly inFlight: number;
  readonly pending: number;
  readonly checks: number;
  readonly paid: number;
  /** Checks whose answer was no answer. */
  readonly unknown: number;
  /** Of the accounts known to this process; a lane that has sent nothing yet is left out. */
  readonly lanes: readonly LaneStats[];
}

/** What the tracker needs of the deliveries. */
export interface Deliverer {
  /** Runs what is due; answers how many runs ended well. */
  deliverDue(untilMonotonic: number): Promise<number>;
  readonly failing: boolean;
}

export interface TrackerParts {
  readonly store: PaymentStore;
  readonly clock: KhqrClock;
  readonly settings: Pick<KhqrSettings, 'tracker'>;
  readonly directory: LaneDirectory;
  readonly poller: LanePoller;
  readonly checker: PaymentChecker;
  readonly schedule: PollSchedule;
  readonly meter: DetectionMeter;
  readonly settler: AnswerSettler;
  readonly sweeper: StaleSweeper;
  /** Null where the store forgets anyway. */
  readonly spill: PaidSpill | null;
  readonly deliverer: Deliverer;
  readonly hooks: SerialLoopHooks;
}

const RUN_ONCE_MS = 25_000;
/** What is under way at shutdown gets this long: a request's deadline and a store's commit. */
const DRAIN_MS = 15_000;

/** Asks providers about pending payments, on a schedule of its own. */
export class PaymentTracker {
  private readonly loop: SerialLoop;
  private paused = false;
  private closing = false;
  private ticks = 0;
  private lastTickAt: Date | null = null;

  constructor(private readonly parts: TrackerParts) {
    this.loop = new SerialLoop(parts.clock, () => this.tick(), parts.hooks);
  }

  /** Starts the schedule; called at boot where `tracker.enabled`. */
  start(): void {
    this.loop.start();
  }

  /** Checks under way end as usual; no new one begins until `resume`. */
  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    this.loop.wake();
  }

  /**
   * Does all that is due now: claim, check, settle, deliver; for hosts without a life of their own (cron, serverless). Works
   * where `tracker.enabled` is false. A payment inside its minimum gap is not due.
   */
  async runOnce({ maxMs = RUN_ONCE_MS }: RunOnceOptions = {}): Promise<RunSummary> {
    const { clock, checker, deliverer } = this.parts;
    const until = clock.monotonic() + maxMs;
    const before = checker.totals;
    let delivered = 0;
    for (;;) {
      const started = checker.totals.checks;
      const { waitMs, busy } = await this.look();
      await atMost(clock, Math.max(0, until - clock.monotonic()), checker.idle());
      delivered += await deliverer.deliverDue(until);
      // Where nothing was asked although something is due, the rate says how long to wait.
      const pause = checker.totals.checks > started ? 0 : waitMs;
      if (!busy || this.closing || clock.monotonic() + pause >= until) break;
      if (pause > 0) await new Promise<void>((resolve) => clock.setTimeout(resolve, pause));
    }
    const { checks, paid } = checker.totals;
    return { checks: checks - before.checks, paid: paid - before.paid, delivered };
  }

  async stats(): Promise<TrackerStats> {
    const { store, checker, directory, schedule, meter, settings, settler, deliverer } = this.parts;
    const [states, now, pending] = await Promise.all([
      store.listLanes(),
      store.now(),
      store.countPending(),
    ]);
    const known = new Map(states);
    const { enabled, tickMs } = settings.tracker;
    const gapOf = schedule.gapOf.bind(schedule);
    const lanes = directory.current().flatMap((group) => {
      const state = known.get(group.lane);
      const detection = meter.of(group.lane);
      return state ? laneStats(group, { state, detection, pending, tickMs, gapOf }, now) : [];
    });
    return {
      enabled,
      running: this.loop.alive && !this.paused,
      paused: this.paused,
      failing: this.loop.failing || settler.stuck || deliverer.failing,
      ticks: this.ticks,
      lastTickAt: this.lastTickAt,
      inFlight: checker.inFlight,
      pending,
      ...checker.totals,
      lanes,
    };
  }

  /** Settles money that an earlier process could not write down; answers how many payments. */
  async recover(): Promise<number> {
    const { spill, settler } = this.parts;
    return spill ? spill.replay((paid) => settler.settlePaid(paid)) : 0;
  }

  /** Claims nothing more and waits for what is under way, at most 15 s. Never rejects. */
  async drain(): Promise<void> {
    const { clock, poller, checker, settler, spill, hooks } = this.parts;
    this.closing = true;
    poller.close();
    const ended = this.loop.stop().then(() => checker.idle());
    await atMost(clock, DRAIN_MS, ended);
    const inHand = settler.abandon();
    await spill?.save(inHand).catch(hooks.failed);
  }

  private async tick(): Promise<number> {
    this.ticks += 1;
    this.lastTickAt = new Date(this.parts.clock.now());
    return this.paused ? this.parts.settings.tracker.tickMs : (await this.look()).waitMs;
  }

  private async look(): Promise<PollResult> {
    const { directory, poller, sweeper, settings } = this.parts;
    await sweeper.sweep();
    const groups = await directory.groups();
    const looks = await Promise.all(groups.map((group) => poller.poll(group)));
    const waits = looks.map(({ waitMs }) => waitMs);
    return {
      waitMs: Math.max(1, Math.min(settings.tracker.tickMs, ...waits)),
      busy: looks.some(({ busy }) => busy),
    };
  }
}
