import type { LaneState } from '../../polling/lane.js';
import type { Dialect } from './dialect.js';
import type { Row } from './row.codec.js';

/** Statements about lanes; the same on both databases. */
export interface LaneQueries {
  /** lane → lane, state */
  readonly one: string;
  readonly all: string;
  /** lane, state */
  readonly put: string;
}

export function laneQueries({ tables: { lanes } }: Dialect): LaneQueries {
  return {
    one: `SELECT lane, state FROM ${lanes} WHERE lane = $1`,
    all: `SELECT lane, state FROM ${lanes} ORDER BY lane`,
    put: `INSERT INTO ${lanes} (lane, state) VALUES ($1, $2)
      ON CONFLICT (lane) DO UPDATE SET state = excluded.state`,
  };
}

export function toLane(row: Row): readonly [lane: string, state: LaneState] {
  return [String(row.lane), JSON.parse(String(row.state)) as LaneState];
}
