// What the SQLite store writes, noted statement by statement, and run again on the bare driver in the same transactions, on a
// copy of the file as it was.
import { copyFileSync, existsSync } from 'node:fs';
import Database from 'libsql';
import PromiseDatabase from 'libsql/promise';

/** Statements go through `libsql` itself, whichever copy of the store makes them. */
export function recorder() {
  const log = [];
  const { prepare } = Database.prototype;
  let noting = false;
  const { exec } = PromiseDatabase.prototype;
  PromiseDatabase.prototype.exec = function (sql) {
    if (noting) log.push({ sql, method: 'run', values: [] });
    return exec.call(this, sql);
  };
  Database.prototype.prepare = function (sql) {
    const statement = prepare.call(this, sql);
    for (const method of ['all', 'run']) {
      const original = statement[method].bind(statement);
      statement[method] = (values) => {
        if (noting) log.push({ sql, method, values });
        return original(values);
      };
    }
    return statement;
  };
  return {
    /** From here on, on the file as it is now; nothing may be writing. */
    begin(file, copy) {
      for (const suffix of ['', '-wal'])
        if (existsSync(file + suffix)) copyFileSync(file + suffix, copy + suffix);
      log.length = 0;
      noting = true;
      return {};
    },
    /** Milliseconds that the noted writes take on the copy. */
    replay(copy) {
      noting = false;
      const database = new Database(copy);
      database.exec(
        'PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -32768',
      );
      const count = database.prepare('SELECT count(*) AS payments FROM khqr_payments');
      const before = count.get([]).payments;
      const statements = new Map();
      // Reads are none of it.
      const writes = log.filter(({ sql }) => !/^\s*SELECT/i.test(sql));
      for (const { sql } of writes)
        if (!statements.has(sql)) statements.set(sql, prepare.call(database, sql));
      if (!statements.has('COMMIT')) throw new Error('The transactions were not noted.');
      const began = performance.now();
      for (const { sql, method, values } of writes) statements.get(sql)[method](values);
      const ms = performance.now() - began;
      const made = count.get([]).payments - before;
      database.close();
      return { ms, made };
    },
  };
}
