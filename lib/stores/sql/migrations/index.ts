import { KhqrConfigurationError } from '../../../errors/khqr-configuration.error.js';
import type { Dialect } from '../dialect.js';
import { claimsMigration } from './claims.migration.js';
import { initialMigration } from './initial.migration.js';
import type { Migration } from './migration.js';

/** Every step there has been, in order. */
export const MIGRATIONS: readonly Migration[] = [initialMigration, claimsMigration];

const LATEST_VERSION = Math.max(...MIGRATIONS.map(({ version }) => version));

/** A row of the table of migrations. */
export interface AppliedMigration {
  readonly version: number;
  readonly worksFrom: number;
}

/** version, works_from of each step that has been made. */
export function appliedQuery({ tables }: Dialect): string {
  return `SELECT version, works_from FROM ${tables.migrations}`;
}

/**
 * The steps that are missing. A schema of a later release is used as long as that release allows it.
 *
 * @throws KhqrConfigurationError where the schema is too new for this release.
 */
export function missingMigrations(
  applied: readonly AppliedMigration[],
  where: string,
): readonly Migration[] {
  const present = Math.max(0, ...applied.map(({ version }) => version));
  const worksFrom = Math.max(0, ...applied.map((row) => row.worksFrom));
  if (worksFrom > LATEST_VERSION) {
    throw new KhqrConfigurationError(
      `${where} has the schema version ${present}, which needs a release that knows version ${worksFrom}; this one knows ${LATEST_VERSION}.`,
      ['Install the newer nestjs-khqr that migrated it.'],
    );
  }
  return MIGRATIONS.filter(({ version }) => version > present);
}

/** What makes these steps, to be run in one transaction. */
export function migrationStatements(d: Dialect, steps: readonly Migration[]): readonly string[] {
  const { types, tables, table, schema } = d;
  return [
    ...schema,
    `CREATE TABLE IF NOT EXISTS ${tables.migrations} (
      version ${types.int} NOT NULL PRIMARY KEY, name ${types.text} NOT NULL, works_from ${types.int} NOT NULL,
      applied_at ${types.text} NOT NULL DEFAULT CURRENT_TIMESTAMP)${table({})}`,
    ...steps.flatMap((step) => [
      ...step.statements(d),
      `INSERT INTO ${tables.migrations} (version, name, works_from)
        VALUES (${step.version}, '${step.name}', ${step.worksFrom})`,
    ]),
  ];
}

/** The schema is behind, and the store was told not to change it. */
export function behind(where: string, steps: readonly Migration[]): KhqrConfigurationError {
  const names = steps.map(({ version, name }) => `${version} (${name})`).join(', ');
  return new KhqrConfigurationError(`${where} lacks the schema versions ${names}.`, [
    'Run the SQL that `npx nestjs-khqr migrate --print` prints.',
    "Or let the store do it: `migrate: 'auto'`.",
  ]);
}
