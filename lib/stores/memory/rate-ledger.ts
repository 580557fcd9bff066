import type { LaneState } from '../../polling/lane.js';
import type { LaneDecision } from '../rate-ledger.port.js';

export class MemoryRateLedger {
  readonly #lanes = new Map<string, LaneState>();

  decide<T>(
    lane: string,
    rule: (state: LaneState | null, now: number) => LaneDecision<T>,
    now: number,
  ): T {
    const { state, result } = rule(this.#lanes.get(lane) ?? null, now);
    if (state !== null) this.#lanes.set(lane, state);
    return result;
  }

  list(): readonly (readonly [lane: string, state: LaneState])[] {
    return Array.from(this.#lanes, ([lane, state]) => [lane, { ...state }] as const);
  }
}
