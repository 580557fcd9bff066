/** What the order may know of a payment when an answer "not paid" has arrived, or its code was just made. */
export interface PollPosition {
  readonly createdAt: number;
  readonly expiresAt: number;
  /** When the answer arrived. */
  readonly checkedAt: number;
  readonly watchedUntil: number;
}

/** What the account allows. */
export interface PollPlan {
  /** The least time between two checks of one md5, milliseconds. */
  readonly gapMs: number;
  /** How many checks one payment may cost, its last one included; null: as many as the rate allows. */
  readonly checksPerPayment: number | null;
  /** A "not paid" counts as the end only this long after the code's end, milliseconds. */
  readonly graceMs: number;
}

/**
 * When the payment is due again, which is also its place in the queue: the smallest time is asked first.
 * In turn: everybody is due one gap after the last answer, so under load the queue goes round. With a number of checks for
 * each payment, they lie evenly over the code's life, and the last one behind its end.
 */
export function nextDueAt(position: PollPosition, plan: PollPlan): number {
  const soonest = position.checkedAt + plan.gapMs;
  if (plan.checksPerPayment === null) return soonest;
  const last = position.expiresAt + plan.graceMs;
  // Whole milliseconds: with fractions, a check made exactly at an age would be counted as one before it.
  const life = position.expiresAt - position.createdAt;
  const step = Math.max(1, Math.ceil(life / Math.max(1, plan.checksPerPayment)));
  // The first of the fixed ages that is still to come; a check that came late does not make the next one come late.
  const age = Math.floor((position.checkedAt - position.createdAt) / step + 1) * step;
  const due = position.createdAt + age;
  return due < position.expiresAt ? Math.max(due, soonest) : Math.max(last, soonest);
}
