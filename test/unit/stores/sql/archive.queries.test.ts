import { describe, expect, it } from '@jest/globals';
import Database from 'libsql';
import { archiveQueries } from '../../../../lib/stores/sql/archive.queries.js';
import { printMigrations } from '../../../../lib/stores/sql/print-migrations.js';
import { sqliteDialect } from '../../../../lib/stores/sql/sqlite.dialect.js';

const { window, prunable, removals } = archiveQueries(sqliteDialect());

describe('what prunes, in SQLite', () => {
  // With 100,000 deliveries in the file, the planner's own choice took 16 s to remove 500 payments.
  it.each([window, prunable, ...removals])('reads no whole table: %s', (text) => {
    const database = new Database(':memory:');
    database.exec(printMigrations('sqlite'));
    const statement = database.prepare(`EXPLAIN QUERY PLAN ${text.replaceAll('$', '?')}`);
    const values = [1, '[]', '[]', 1].slice(0, Math.max(...parametersOf(text)));
    const plan = statement.all(values) as readonly { readonly detail: string }[];
    const whole = plan.map(({ detail }) => detail).filter((line) => /AUTOMATIC|SCAN/.test(line));
    expect(whole.filter((line) => !line.includes('json_each'))).toEqual([]);
    database.close();
  });
});

function parametersOf(text: string): readonly number[] {
  return [...text.matchAll(/\$(\d)/g)].map((match) => Number(match[1]));
}
