import type { LaneState } from '../../polling/lane.js';
import type { LaneDecision } from '../rate-ledger.port.js';
import type { Dialect } from '../sql/dialect.js';
import { laneQueries, toLane, type LaneQueries } from '../sql/lane.queries.js';
import type { PostgresConnection } from './postgres.connection.js';
import type { PostgresLocks } from './postgres.locks.js';

/** The state of each lane, one for all replicas. */
export class PostgresRateLedger {
  readonly #sql: LaneQueries;

  constructor(
    private readonly connection: PostgresConnection,
    private readonly locks: PostgresLocks,
    dialect: Dialect,
  ) {
    this.#sql = laneQueries(dialect);
  }

  async decide<T>(
    lane: string,
    rule: (state: LaneState | null, now: number) => LaneDecision<T>,
  ): Promise<T> {
    return this.connection.transaction([this.locks.lane(lane)], async (transaction, now) => {
      const [row] = await transaction.query(this.#sql.one, [lane]);
      const { state, result } = rule(row ? toLane(row)[1] : null, now);
      if (state !== null) await transaction.query(this.#sql.put, [lane, state]);
      return result;
    });
  }

  async list(): Promise<readonly (readonly [lane: string, state: LaneState])[]> {
    return (await this.connection.query(this.#sql.all)).map(toLane);
  }
}
