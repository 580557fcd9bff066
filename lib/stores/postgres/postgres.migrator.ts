import type { Dialect } from '../sql/dialect.js';
import {
  appliedQuery,
  behind,
  migrationStatements,
  missingMigrations,
  type AppliedMigration,
} from '../sql/migrations/index.js';
import type { PostgresConnection, Querier, Transaction } from './postgres.connection.js';
import type { PostgresLocks } from './postgres.locks.js';

/** A new index over millions of rows takes its time, and nine of ten replicas wait for it. Milliseconds. */
const LIMIT_MS = 10 * 60_000;

/**
 * Brings the schema to this release's, or says that it is not there. Replicas that start together take turns: whoever comes
 * later finds it done.
 *
 * @throws KhqrConfigurationError
 */
export async function migratePostgres(
  connection: PostgresConnection,
  dialect: Dialect,
  locks: PostgresLocks,
  mode: 'auto' | 'check',
  where: string,
): Promise<void> {
  // Looking takes no lock, so a boot without anything to do waits for nobody.
  const missing = missingMigrations(await applied(connection, dialect), where);
  if (missing.length === 0) return;
  if (mode === 'check') throw behind(where, missing);
  const apply = async (transaction: Transaction): Promise<void> => {
    const steps = missingMigrations(await applied(transaction, dialect), where);
    if (steps.length > 0) await transaction.script(migrationStatements(dialect, steps).join('; '));
  };
  await connection.transaction([locks.migrations()], apply, LIMIT_MS);
}

async function applied(reader: Querier, dialect: Dialect): Promise<readonly AppliedMigration[]> {
  const [table] = await reader.query('SELECT to_regclass($1) IS NOT NULL AS known', [
    dialect.tables.migrations,
  ]);
  if (table?.known !== true) return [];
  return (await reader.query(appliedQuery(dialect))).map((row) => ({
    version: Number(row.version),
    worksFrom: Number(row.works_from),
  }));
}
