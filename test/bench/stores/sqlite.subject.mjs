// SqlitePaymentStore, and libsql alone running the same statements in the same transactions.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'libsql';
import { settledRows } from './settled-rows.mjs';
import { HANDLER } from './workload.mjs';

const dist = new URL('../../../dist/esm/', import.meta.url);
const { SqlitePaymentStore } = await import(new URL('stores/sqlite/sqlite-payment.store.js', dist));
const { SqliteConnection } = await import(new URL('stores/sqlite/sqlite.connection.js', dist));
const { sqliteDialect } = await import(new URL('stores/sql/sqlite.dialect.js', dist));
const { SystemClock } = await import(new URL('clock/system.clock.js', dist));

const { tables } = sqliteDialect();
const WORDS = {
  series: (count) =>
    `(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count}) SELECT i FROM n)`,
  // Scattered as ids are (Knuth's multiplicative hash), and the same each time it is asked for.
  hash: (value) => `printf('%08x%024x', ((${value}) * 2654435761) & 4294967295, abs(${value}))`,
  yes: 1,
  no: 0,
};

export const name = 'SQLite';

export function available() {
  return true;
}

export async function create() {
  const directory = mkdtempSync(path.join(tmpdir(), 'khqr-bench-'));
  const file = path.join(directory, 'khqr.db');
  const store = new SqlitePaymentStore({ path: file });
  await store.open({ clock: new SystemClock(), warn: console.warn });
  await store.registerHandlers([HANDLER]);
  const database = new Database(file, { timeout: 5000 });
  database.exec('PRAGMA synchronous = FULL; PRAGMA cache_size = -32768');
  return {
    store,
    async fill(count) {
      database.exec('PRAGMA synchronous = OFF');
      for (const statement of settledRows(tables, count, WORDS)) database.exec(statement);
      database.exec('PRAGMA synchronous = FULL');
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    },
    /** Runs the work once and answers what replays its statements on the bare driver. */
    async record(work) {
      const log = [];
      const { all, run, commit } = SqliteConnection.prototype;
      const note = (method, original) =>
        function (sql, values = []) {
          const bound = values.map((value) =>
            typeof value === 'boolean'
              ? Number(value)
              : value && typeof value === 'object'
                ? JSON.stringify(value)
                : (value ?? null),
          );
          log.push({ sql: sql.replace(/\$(\d+)/g, '?$1'), method, bound });
          return original.call(this, sql, values);
        };
      SqliteConnection.prototype.all = note('all', all);
      SqliteConnection.prototype.run = note('run', run);
      SqliteConnection.prototype.commit = function () {
        log.push({ sql: 'COMMIT', method: 'run', bound: [] });
        return commit.call(this);
      };
      await work(() => {});
      Object.assign(SqliteConnection.prototype, { all, run, commit });
      const statements = new Map();
      for (const { sql } of log)
        if (!statements.has(sql)) statements.set(sql, database.prepare(sql));
      const steps = log.map(({ sql, method, bound }) => [statements.get(sql), method, bound]);
      return async () => {
        for (const [statement, method, bound] of steps) statement[method](bound);
      };
    },
    async exec(sql) {
      database.exec(sql);
    },
    async close() {
      database.close();
      await store.close();
      rmSync(directory, { recursive: true });
    },
  };
}

export { tables };
