import { KhqrConfigurationError } from '../../errors/khqr-configuration.error.js';

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

/** What is used of a libsql database: it answers at once, on this thread. */
export interface SqliteDatabase {
  readonly inTransaction: boolean;
  prepare(sql: string): SqliteStatement;
  exec(sql: string): unknown;
  close(): unknown;
}

export type OpenDatabase = (path: string, options: { readonly timeout: number }) => SqliteDatabase;

/** Loaded only when a store is opened, so that nobody else needs it installed. */
export async function loadSqliteDriver(): Promise<OpenDatabase> {
  const { default: Database } = await import('libsql').catch((cause: unknown) => {
    throw new KhqrConfigurationError(
      'SqlitePaymentStore needs the package libsql, which cannot be loaded.',
      ['npm install libsql@^0.5.29'],
      { cause },
    );
  });
  return (path, options) => new Database(path, options);
}
