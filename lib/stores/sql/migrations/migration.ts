import type { Dialect } from '../dialect.js';

/** One step of the schema. Once released it never changes; a further step is appended. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  /**
   * The oldest version whose code works on the schema after this step: replicas of the release before go on running while a
   * new one migrates, so a step that only adds keeps the number of the step before it.
   */
  readonly worksFrom: number;
  /** Statements, each without its semicolon. */
  statements(dialect: Dialect): readonly string[];
}
