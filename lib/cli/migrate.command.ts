import { printMigrations } from '../stores/sql/print-migrations.js';
import { parse, usageError, type Command } from './command.js';

const OPTIONS = {
  print: { type: 'boolean' },
  dialect: { type: 'string' },
  schema: { type: 'string' },
  from: { type: 'string' },
} as const;

/** For shops whose application may not change its database's schema: `migrate: 'check'` or `'off'`. */
export const migrateCommand: Command = {
  name: 'migrate',
  usage: 'migrate --print [--dialect postgres|sqlite] [--schema <name>] [--from <version>]',
  summary: "Prints the SQL of the store's tables, to be run by hand.",
  details: [
    '--dialect  postgres or sqlite (postgres)',
    '--schema   the PostgreSQL schema (khqr)',
    '--from     the version that the database has already (0)',
  ],
  async run(args, { out }) {
    const { values, positionals } = parse(args, OPTIONS);
    const { print, dialect = 'postgres', schema, from = '0' } = values;
    if (positionals[0] !== undefined) throw usageError(`Unexpected argument '${positionals[0]}'`);
    if (print !== true) {
      throw usageError('migrate only prints: add --print, and run what it prints in your database');
    }
    if (dialect !== 'postgres' && dialect !== 'sqlite') {
      throw usageError(`--dialect must be postgres or sqlite, got '${dialect}'`);
    }
    if (schema !== undefined && dialect === 'sqlite') {
      throw usageError('--schema is for PostgreSQL; SQLite has none');
    }
    if (!/^\d{1,6}$/.test(String(from))) {
      throw usageError(`--from must be a whole number, got '${from}'`);
    }
    out(printMigrations(dialect, schema === undefined ? undefined : String(schema), Number(from)));
    return 0;
  },
};
