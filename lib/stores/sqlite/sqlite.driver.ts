import { KhqrConfigurationError } from '../../errors/khqr-configuration.error.js';
import { isFromSqlite } from './sqlite.errors.js';

/** What is used of a libsql statement. */
export interface SqliteStatement {
  run(values: readonly unknown[]): { readonly changes: number };
  /** Whether it answers rows. */
  readonly reader: boolean;
  /** From here on, rows are arrays: read in half the time, since an object has all its names made anew for each. */
  raw(): unknown;
  columns(): readonly { readonly name: string }[];
  /** The first row: in half the time of `all`, which makes room for a hundred. */
  get(values: readonly unknown[]): unknown;
  all(values: readonly unknown[]): unknown[];
}

/** What is used of a libsql database: it answers at once, on this thread, unless said. */
export interface SqliteDatabase {
  readonly inTransaction: boolean;
  prepare(sql: string): SqliteStatement;
  exec(sql: string): unknown;
  /** On a thread of the driver's. Until it is done, whatever else uses the database stops this thread. */
  execAside(sql: string): Promise<void>;
  close(): unknown;
}

export type OpenDatabase = (path: string, options: { readonly timeout: number }) => SqliteDatabase;

/** Loaded only when a store is opened, so that nobody else needs it installed. */
export async function loadSqliteDriver(): Promise<OpenDatabase> {
  const { default: Database } = await import('libsql').catch((cause: unknown) => {
    throw new KhqrConfigurationError(
      'An SQLite file needs the package libsql, which cannot be loaded.',
      ['npm install libsql@^0.5.29'],
      { cause },
    );
  });
  const promised = await import('libsql/promise').catch(() => null);
  return (path, options) => {
    const database = new Database(path, options);
    return Object.assign(database, {
      execAside: asideOf(database, promised?.default.prototype ?? database),
    });
  };
}

/**
 * `exec` of libsql/promise does its work on another thread, and does it for a database of libsql too, since both hand their `db`
 * to the same driver. With a release that has this no more, this thread waits.
 */
export function asideOf(
  database: Pick<SqliteDatabase, 'exec' | 'inTransaction'>,
  promised: { exec(sql: string): unknown },
): SqliteDatabase['execAside'] {
  return async (sql) => {
    try {
      await promised.exec.call(database, sql);
    } catch (error) {
      if (isFromSqlite(error) || !database.inTransaction) throw error;
      database.exec(sql);
    }
  };
}
