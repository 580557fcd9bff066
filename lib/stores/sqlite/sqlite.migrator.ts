import type { Dialect } from '../sql/dialect.js';
import {
  appliedQuery,
  behind,
  migrationStatements,
  missingMigrations,
  type AppliedMigration,
} from '../sql/migrations/index.js';
import type { SqliteConnection } from './sqlite.connection.js';
import { retryWhileBusy } from './sqlite.opener.js';

/**
 * Brings the file to this release's schema, or says that it is not there. Two processes that start together take turns:
 * whoever comes second finds it done.
 *
 * @throws KhqrConfigurationError
 */
export async function migrateSqlite(
  connection: SqliteConnection,
  dialect: Dialect,
  mode: 'auto' | 'check',
  where: string,
): Promise<void> {
  const missing = missingMigrations(applied(connection, dialect), where);
  if (missing.length === 0) return;
  if (mode === 'check') throw behind(where, missing);
  await retryWhileBusy(() => {
    connection.exec(dialect.begin);
    try {
      const steps = missingMigrations(applied(connection, dialect), where);
      if (steps.length > 0) {
        for (const statement of migrationStatements(dialect, steps)) connection.exec(statement);
      }
      connection.exec('COMMIT');
    } catch (error) {
      if (connection.inTransaction) connection.exec('ROLLBACK');
      throw error;
    }
  });
}

function applied(connection: SqliteConnection, dialect: Dialect): readonly AppliedMigration[] {
  const { migrations } = dialect.tables;
  const known = connection.get("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1", [
    migrations,
  ]);
  if (!known) return [];
  return connection.all(appliedQuery(dialect)).map((row) => ({
    version: Number(row.version),
    worksFrom: Number(row.works_from),
  }));
}
