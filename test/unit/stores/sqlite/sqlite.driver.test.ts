import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  asideOf,
  loadSqliteDriver,
  type SqliteDatabase,
} from '../../../../lib/stores/sqlite/sqlite.driver.js';

describe('statements on another thread', () => {
  let database: SqliteDatabase;

  beforeEach(async () => {
    const open = await loadSqliteDriver();
    database = open(':memory:', { timeout: 0 });
    database.exec('CREATE TABLE t (id INTEGER PRIMARY KEY)');
  });

  afterEach(() => {
    database.close();
  });

  const count = () => database.prepare('SELECT count(*) AS n FROM t').get([]);

  it('work on the transaction of this one', async () => {
    database.exec('BEGIN; INSERT INTO t VALUES (1)');
    await database.execAside('COMMIT');
    expect(database.inTransaction).toBe(false);
    expect(count()).toMatchObject({ n: 1 });
  });

  it('leave this one free', async () => {
    const order: string[] = [];
    const long = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000000)';
    const done = database.execAside(`${long} INSERT INTO t SELECT max(i) FROM n`);
    await Promise.all([
      done.then(() => order.push('statement')),
      new Promise(setImmediate).then(() => order.push('turn of the event loop')),
    ]);
    expect(order).toEqual(['turn of the event loop', 'statement']);
  });

  it('bring the error of SQLite through', async () => {
    await expect(database.execAside('COMMIT')).rejects.toMatchObject({ code: 'SQLITE_ERROR' });
  });

  it('are not repeated where they may have been done', async () => {
    const lost = asideOf(database, {
      exec(sql) {
        database.exec(sql);
        throw new Error('Deferred dropped');
      },
    });
    database.exec('BEGIN; INSERT INTO t VALUES (1)');
    await expect(lost('COMMIT')).rejects.toThrow('Deferred dropped');
    expect(count()).toMatchObject({ n: 1 });
  });

  it('run here where the driver cannot do it any more', async () => {
    const changed = asideOf(database, {
      exec() {
        throw new TypeError('databaseExecAsync is not a function');
      },
    });
    database.exec('BEGIN; INSERT INTO t VALUES (1)');
    await changed('COMMIT');
    expect(database.inTransaction).toBe(false);
    expect(count()).toMatchObject({ n: 1 });
  });
});
