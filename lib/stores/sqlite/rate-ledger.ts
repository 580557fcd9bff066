import type { LaneState } from '../../polling/lane.js';
import type { LaneDecision } from '../rate-ledger.port.js';
import type { Dialect } from '../sql/dialect.js';
import { laneQueries, toLane, type LaneQueries } from '../sql/lane.queries.js';
import type { SqliteConnection } from './sqlite.connection.js';

/** The state of each lane. `decide` must be called inside a transaction. */
export class SqliteRateLedger {
  readonly #sql: LaneQueries;

  constructor(
    private readonly connection: SqliteConnection,
    dialect: Dialect,
  ) {
    this.#sql = laneQueries(dialect);
  }

  decide<T>(
    lane: string,
    rule: (state: LaneState | null, now: number) => LaneDecision<T>,
    now: number,
  ): T {
    const row = this.connection.get(this.#sql.one, [lane]);
    const { state, result } = rule(row ? toLane(row)[1] : null, now);
    if (state !== null) this.connection.run(this.#sql.put, [lane, JSON.stringify(state)]);
    return result;
  }

  list(): readonly (readonly [lane: string, state: LaneState])[] {
    return this.connection.all(this.#sql.all).map(toLane);
  }
}
