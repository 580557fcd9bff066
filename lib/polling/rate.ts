/** What one look at a bucket grants. */
export interface RateGrant {
  /** The bucket after it. */
  readonly tat: number;
  readonly granted: number;
  /** When the next token is there, milliseconds since 1970; now or earlier where more could have been had. */
  readonly retryAt: number;
}

/**
 * The generic cell rate algorithm (ITU-T I.371), for several tokens at once. `tat`, the theoretical arrival time, is the
 * whole state: it moves by 1000 / rate for each token and may run ahead of the clock by `toleranceMs`. In any window of w
 * seconds at most `rate * w + rate * toleranceMs / 1000 + 1` tokens are granted.
 */
export function takeTokens(
  tat: number,
  now: number,
  want: number,
  ratePerSecond: number,
  toleranceMs: number,
): RateGrant {
  const interval = 1000 / ratePerSecond;
  const start = Math.max(tat, now);
  const room = Math.floor((toleranceMs - (start - now)) / interval) + 1;
  const granted = Math.max(0, Math.min(want, room));
  const next = start + granted * interval;
  return { tat: granted > 0 ? next : tat, granted, retryAt: next - toleranceMs };
}

/** Gives back tokens that were not used. */
export function returnTokens(tat: number, unused: number, ratePerSecond: number): number {
  return tat - (unused * 1000) / ratePerSecond;
}
