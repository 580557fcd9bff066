const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * After the first failure 5 s, then longer, 8 h from the ninth on, for 3 days in all: long enough for a weekend's outage of
 * the shop's own systems. Milliseconds.
 */
export const DEFAULT_RETRY_DELAYS_MS: readonly number[] = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  ...Array.from({ length: 8 }, () => 8 * HOUR),
];

/** Retries of different deliveries spread out by this share to either side. */
const SPREAD = 0.2;

/**
 * The wait after the run number `attempt` (from 1) has failed; null: no further run, dead letter.
 * `random` is from 0 to 1.
 */
export function retryDelay(
  attempt: number,
  delaysMs: readonly number[],
  random: number,
): number | null {
  const delay = delaysMs[attempt - 1];
  return delay === undefined ? null : Math.round(delay * (1 + SPREAD * (2 * random - 1)));
}
