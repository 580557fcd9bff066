import { KhqrConfigurationError } from '../../errors/khqr-configuration.error.js';
import type { Dialect } from './dialect.js';
import { tablesIn } from './tables.js';

/** A schema of its own: nothing of the shop's can be in the way. */
const DEFAULT_SCHEMA = 'khqr';

/** Without quotes in it; the length leaves room for what is put before it in names of PostgreSQL's 63 bytes. */
const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]{0,49}$/;

const TYPES = {
  // Bytes are compared: faster than a language's order, and two spellings never count as one.
  key: 'text COLLATE "C"',
  text: 'text',
  int: 'bigint',
  flag: 'boolean',
  json: 'json',
} as const;

/** The server's clock: replicas may disagree about the time, it does not. */
export const SERVER_NOW = '(SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint)';

/**
 * PostgreSQL 12 and later.
 *
 * @throws KhqrConfigurationError for a schema name that is no plain identifier.
 */
export function postgresDialect(schema: string = DEFAULT_SCHEMA): Dialect {
  if (!IDENTIFIER.test(schema)) {
    throw new KhqrConfigurationError(`The PostgreSQL schema '${schema}' is not a plain name.`, [
      'Use letters, digits and underscores, at most 50, not beginning with a digit.',
    ]);
  }
  return {
    tables: tablesIn(schema),
    begin: 'BEGIN',
    types: TYPES,
    identity: 'bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
    // IF NOT EXISTS alone asks for the right to create schemas even where there is nothing to create.
    schema: [
      `DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = '${schema}')
        THEN CREATE SCHEMA "${schema}"; END IF; END $$`,
    ],
    // Room on each page lets an update stay on it, and then no index is touched.
    table: ({ busy }) =>
      busy === true ? ' WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05)' : '',
    now: () => SERVER_NOW,
    returning: (alias, column) => `${alias}.${column}`,
    textOfBytes,
    records(parameter, columns) {
      const fields = Object.entries(columns).map(([name, kind]) => `${name} ${TYPES[kind]}`);
      return `json_to_recordset(${parameter}::json) AS r(${fields.join(', ')})`;
    },
    texts: (parameter) => `json_array_elements_text(${parameter}::json) AS r(value)`,
  };
}

/** A text, given as the hexadecimal digits of its UTF-8 bytes. */
export function textOfBytes(hex: string): string {
  return `convert_from(decode('${hex}', 'hex'), 'UTF8')`;
}
