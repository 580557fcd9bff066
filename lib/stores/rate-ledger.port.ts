import type { LaneState } from '../polling/lane.js';

/** What a lane rule wants written, and what it tells its caller. */
export interface LaneDecision<T> {
  /** null: nothing changes. */
  readonly state: LaneState | null;
  readonly result: T;
}

/** The state of each lane (what a provider's limit belongs to), shared by every replica. */
export interface RateLedger {
  /**
   * Reads a lane's state (null for one never seen), asks the rule, writes its answer, in one atomic step.
   * The rule is pure and may be called again. `now` is the store's clock.
   */
  decideLane<T>(
    lane: string,
    rule: (state: LaneState | null, now: number) => LaneDecision<T>,
  ): Promise<T>;

  listLanes(): Promise<readonly (readonly [lane: string, state: LaneState])[]>;
}
