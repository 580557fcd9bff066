/** What the order may know of a payment when an answer "not paid" has arrived. */
export interface PollPosition {
  readonly createdAt: number;
  readonly expiresAt: number;
  /** When the answer arrived. */
  readonly checkedAt: number;
  readonly watchedUntil: number;
  /** The least time between two checks of one md5, milliseconds. */
  readonly gapMs: number;
}

/**
 * When the payment is due again, which is also its place in the queue: the smallest time is asked first.
 * In turn: everybody is due one gap after the last answer, so under load the queue goes round.
 */
export function nextDueAt(position: PollPosition): number {
  return position.checkedAt + position.gapMs;
}
