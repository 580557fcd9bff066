import type { Dialect } from './dialect.js';
import { tablesIn } from './tables.js';

/** SQLite 3.38 and later. The time is the last parameter, since the store's clock is the application's. */
export function sqliteDialect(): Dialect {
  return {
    tables: tablesIn(null),
    // One that turns out to write later is refused at once where another has written meanwhile, whatever the timeout.
    begin: 'BEGIN IMMEDIATE',
    types: { key: 'TEXT', text: 'TEXT', int: 'INTEGER', flag: 'INTEGER', json: 'TEXT' },
    identity: 'INTEGER PRIMARY KEY AUTOINCREMENT',
    schema: [],
    table: ({ keyed }) => (keyed === true ? ' STRICT, WITHOUT ROWID' : ' STRICT'),
    now: (index) => `$${index}`,
    returning: (_alias, column) => column,
    textOfBytes: (hex) => `CAST(x'${hex}' AS TEXT)`,
    records(parameter, columns) {
      const fields = Object.keys(columns).map((name) => `value ->> '$.${name}' AS ${name}`);
      return `(SELECT ${fields.join(', ')} FROM json_each(${parameter})) r`;
    },
    texts: (parameter) => `(SELECT value FROM json_each(${parameter})) r`,
  };
}
