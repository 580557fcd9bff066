// What the SQLite store writes, noted statement by statement, and run again on the bare driver in the same transactions.
import Database from 'libsql';
import { SqlitePaymentStore } from 'nestjs-khqr/sqlite';

/** Statements go through `libsql` itself, whichever copy of the store makes them. */
export function recorder() {
  const log = [];
  const { prepare } = Database.prototype;
  let noting = false;
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
    begin() {
      log.length = 0;
      noting = true;
      return {};
    },
    /** Milliseconds that the noted writes take on a fresh file. */
    async replay(path) {
      noting = false;
      const store = new SqlitePaymentStore({ path });
      await store.open({ clock: { now: () => Date.now() }, warn: console.warn });
      await store.close();
      const database = new Database(path);
      database.exec(
        'PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -32768',
      );
      const statements = new Map();
      // Reads are none of it.
      const writes = log.filter(({ sql }) => !/^\s*SELECT/i.test(sql));
      for (const { sql } of writes)
        if (!statements.has(sql)) statements.set(sql, prepare.call(database, sql));
      if (!statements.has('COMMIT')) throw new Error('The transactions were not noted.');
      const began = performance.now();
      for (const { sql, method, values } of writes) statements.get(sql)[method](values);
      const ms = performance.now() - began;
      const [{ made }] = database.prepare('SELECT count(*) AS made FROM khqr_payments').all([]);
      database.close();
      return { ms, made, writes: writes.length };
    },
  };
}
