/** How late the payments of one lane are noticed. */
export interface Detection {
  /** The mean from paying to noticing, milliseconds; the newest payments weigh most. */
  readonly meanMs: number;
  /** Payments it is made of. */
  readonly samples: number;
}

/** What a lane has to do, and what it may use for it. */
export interface LaneLoad {
  /** The least time between two checks of one payment, milliseconds. */
  readonly gapMs: number;
  /** Payments that wait. */
  readonly pending: number;
  readonly ratePerSecond: number;
  /** Payments in one request. */
  readonly batchSize: number;
  /** The longest wait between two looks at the queue, milliseconds. */
  readonly tickMs: number;
}

/** The weight of the newest payment: one in ten forgets an outage within some thirty payments. */
const WEIGHT = 0.1;
/** A payment noticed after an outage counts as so late at most, the life of a code, milliseconds: one must not outweigh the next hundred. */
const LATEST_MS = 300_000;
/** With fewer payments chance has too much say. */
const ENOUGH_SAMPLES = 20;
/** So much slower than expected is no chance any more. */
const SLOW_FACTOR = 3;

/** Adds one payment; until there are ten, all weigh alike. */
export function noteDelay(known: Detection | null, delayMs: number): Detection {
  const delay = Math.min(LATEST_MS, Math.max(0, delayMs));
  const samples = (known?.samples ?? 0) + 1;
  const mean = known?.meanMs ?? 0;
  return { samples, meanMs: mean + (delay - mean) * Math.max(WEIGHT, 1 / samples) };
}

/** What a payment waits at most on average: one gap, half a round of the queue (N / 2RB), and one look. Milliseconds. */
export function expectedDelayMs(load: LaneLoad): number {
  const { gapMs, pending, ratePerSecond, batchSize, tickMs } = load;
  return gapMs + (1000 * pending) / (2 * ratePerSecond * batchSize) + tickMs;
}

export function isSlow({ meanMs, samples }: Detection, expectedMs: number): boolean {
  return samples >= ENOUGH_SAMPLES && meanMs > SLOW_FACTOR * expectedMs;
}
