import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SqliteConnection } from '../../../../lib/stores/sqlite/sqlite.connection.js';
import { loadSqliteDriver } from '../../../../lib/stores/sqlite/sqlite.driver.js';
import { SqliteWriter } from '../../../../lib/stores/sqlite/sqlite.writer.js';

describe('SqliteWriter', () => {
  let connection: SqliteConnection;
  let commits = 0;

  /** Counts what reaches the disk, and fails where a test wants it. */
  class WatchedConnection extends SqliteConnection {
    failing: string | undefined;
    /** The same, whatever else fails. */
    failsToUndo = false;

    override run(sql: string, values: readonly unknown[] = []): number {
      if (sql === this.failing || (this.failsToUndo && sql === 'ROLLBACK'))
        throw new Error('disk I/O error');
      if (sql === 'COMMIT') commits += 1;
      return super.run(sql, values);
    }

    override async commit(): Promise<void> {
      if (this.failing === 'COMMIT') throw new Error('disk I/O error');
      commits += 1;
      await super.commit();
    }
  }

  let watched: WatchedConnection;

  beforeEach(async () => {
    commits = 0;
    const open = await loadSqliteDriver();
    watched = new WatchedConnection(open(':memory:', { timeout: 0 }));
    connection = watched;
    connection.exec('CREATE TABLE t (id INTEGER PRIMARY KEY)');
  });

  afterEach(() => {
    connection.close();
  });

  const insert = (id: number) => () => connection.run('INSERT INTO t VALUES ($1)', [id]);
  const ids = () => connection.all('SELECT id FROM t ORDER BY id').map(({ id }) => id);

  it('shares one transaction among what is asked for at once', async () => {
    const writer = new SqliteWriter(connection, 'aside');
    await Promise.all([1, 2, 3].map((id) => writer.write(insert(id))));
    expect(ids()).toEqual([1, 2, 3]);
    expect(commits).toBe(1);
  });

  it('undoes a job that throws, and nothing else', async () => {
    const writer = new SqliteWriter(connection, 'aside');
    const error = new Error('thrown by the rule');
    const outcomes = await Promise.allSettled([
      writer.write(insert(1)),
      writer.write(() => {
        insert(2)();
        throw error;
      }),
      writer.write(insert(3)),
    ]);
    expect(ids()).toEqual([1, 3]);
    expect(outcomes[1]).toEqual({ status: 'rejected', reason: error });
  });

  it('tells nobody of success before the commit, and everybody of a commit that failed', async () => {
    const writer = new SqliteWriter(connection, 'aside');
    watched.failing = 'COMMIT';
    const outcomes = await Promise.allSettled([writer.write(insert(1)), writer.write(insert(2))]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(ids()).toEqual([]);
    watched.failing = undefined;
    await writer.write(insert(3));
    expect(ids()).toEqual([3]);
  });

  it('rejects when no transaction can begin, and goes on with the next', async () => {
    const writer = new SqliteWriter(connection, 'aside');
    watched.failing = 'BEGIN IMMEDIATE';
    await expect(writer.write(insert(1))).rejects.toThrow('disk I/O error');
    watched.failing = undefined;
    await writer.drain();
    await writer.write(insert(2));
    expect(ids()).toEqual([2]);
  });

  it.each(['none', 'here', 'aside'] as const)(
    'goes on when a transaction could not even be undone, and has nothing of it (%s)',
    async (wait) => {
      const writer = new SqliteWriter(connection, wait);
      watched.failing = 'COMMIT';
      watched.failsToUndo = true;
      await expect(writer.write(insert(1))).rejects.toThrow('disk I/O error');
      watched.failing = undefined;
      // The disk still does not answer.
      await expect(writer.write(insert(2))).rejects.toThrow('disk I/O error');
      watched.failsToUndo = false;
      await writer.write(insert(3));
      expect(ids()).toEqual([3]);
    },
  );

  it('drains what was asked for', async () => {
    const writer = new SqliteWriter(connection, 'aside');
    const written = writer.write(insert(1));
    await writer.drain();
    expect(ids()).toEqual([1]);
    await written;
    await writer.drain();
  });

  it('runs at once where there is no disk to wait for', () => {
    const writer = new SqliteWriter(connection, 'none');
    void writer.write(insert(1));
    expect(ids()).toEqual([1]);
  });

  it('reads what is durable: not what is on its way to the disk', async () => {
    const writer = new SqliteWriter(connection, 'aside');
    const order: string[] = [];
    const written = writer.write(insert(1)).then(() => order.push('written'));
    expect(await writer.read(ids)).toEqual([]);
    await new Promise(setImmediate);
    // The transaction has been filled by now, and another thread is at its end.
    const read = writer.read(ids).then((found) => order.push(`read ${found.join()}`));
    await Promise.all([written, read]);
    expect(order).toEqual(['written', 'read 1']);
  });

  it('writes what is asked for while the disk is waited for in the next transaction', async () => {
    const writer = new SqliteWriter(connection, 'aside');
    const first = writer.write(insert(1));
    await new Promise(setImmediate);
    await Promise.all([first, writer.write(insert(2)), writer.write(insert(3))]);
    expect(ids()).toEqual([1, 2, 3]);
    expect(commits).toBe(2);
  });

  it('waits for the disk in the same turn of the event loop where this thread does', async () => {
    const writer = new SqliteWriter(connection, 'here');
    const order: string[] = [];
    void writer.write(insert(1)).then(() => order.push('written'));
    await new Promise(setImmediate);
    order.push('turn');
    expect(order).toEqual(['written', 'turn']);
  });

  it('has no limit on how much is asked for at once', async () => {
    const writer = new SqliteWriter(connection, 'aside');
    await Promise.all(Array.from({ length: 600 }, (_, id) => writer.write(insert(id))));
    expect(ids()).toHaveLength(600);
    expect(commits).toBe(3);
  });
});
