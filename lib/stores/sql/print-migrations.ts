import { postgresDialect } from './postgres.dialect.js';
import { migrationStatements, MIGRATIONS } from './migrations/index.js';
import { sqliteDialect } from './sqlite.dialect.js';

/**
 * The SQL that brings a database to this release's schema, for people who run it themselves.
 *
 * @param schema the PostgreSQL schema; SQLite has none. @default 'khqr'
 * @param from the version that the database has. @default 0
 * @throws KhqrConfigurationError for a schema name that is no plain identifier.
 */
export function printMigrations(dialect: 'sqlite' | 'postgres', schema?: string, from = 0): string {
  const d = dialect === 'sqlite' ? sqliteDialect() : postgresDialect(schema);
  const steps = MIGRATIONS.filter(({ version }) => version > from);
  return [d.begin, ...migrationStatements(d, steps), 'COMMIT', '']
    .map((statement) => statement.replace(/\s*\n\s+/g, '\n  '))
    .join(';\n');
}
