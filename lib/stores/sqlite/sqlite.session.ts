import type { StoreContext } from '../payment-store.port.js';
import type { Dialect } from '../sql/dialect.js';
import { LocalChangeFeed } from '../sql/local.change-feed.js';
import { SqliteDeliveryBook } from './delivery-book.js';
import { SqliteDeliveryQueue } from './delivery-queue.js';
import { SqlitePaymentArchive } from './payment-archive.js';
import { SqlitePaymentRows } from './payment-rows.js';
import { SqlitePollQueue } from './poll-queue.js';
import { SqliteRateLedger } from './rate-ledger.js';
import { openFailure } from './sqlite.errors.js';
import { migrateSqlite } from './sqlite.migrator.js';
import { IN_MEMORY, openSqlite } from './sqlite.opener.js';
import { presenceOf } from './sqlite.presence.js';
import { SqliteWriter } from './sqlite.writer.js';

/** An opened store: its parts over one connection. */
export interface SqliteSession {
  readonly rows: SqlitePaymentRows;
  readonly archive: SqlitePaymentArchive;
  readonly polls: SqlitePollQueue;
  readonly deliveries: SqliteDeliveryQueue;
  readonly book: SqliteDeliveryBook;
  readonly lanes: SqliteRateLedger;
  readonly feed: LocalChangeFeed;
  readonly now: () => number;
  /** Runs the work in a transaction, with the time at which it runs. */
  readonly write: <T>(work: (now: number) => T) => Promise<T>;
  /** Runs the work on what is durable, with the time at which it runs. */
  readonly read: <T>(work: (now: number) => T) => Promise<T>;
  readonly close: () => Promise<void>;
}

/** @throws KhqrConfigurationError */
export async function openSession(
  path: string,
  migrate: 'auto' | 'check' | 'off',
  dialect: Dialect,
  { clock, warn }: StoreContext,
): Promise<SqliteSession> {
  const connection = await openSqlite(path);
  try {
    if (migrate !== 'off') {
      await migrateSqlite(connection, dialect, migrate, `The payment file ${path}`);
    }
  } catch (error) {
    connection.close();
    throw openFailure(path, error);
  }
  const rows = new SqlitePaymentRows(connection, dialect);
  const writer =
    path === IN_MEMORY
      ? new SqliteWriter(connection, 'none')
      : new SqliteWriter(connection, clock.byHand ? 'here' : 'aside', presenceOf(path));
  const feed = new LocalChangeFeed(warn);
  return {
    rows,
    archive: new SqlitePaymentArchive(connection, rows, dialect),
    polls: new SqlitePollQueue(connection, dialect),
    deliveries: new SqliteDeliveryQueue(connection, rows, dialect),
    book: new SqliteDeliveryBook(connection, dialect),
    lanes: new SqliteRateLedger(connection, dialect),
    feed,
    now: () => clock.now(),
    read: (work) => writer.read(() => work(clock.now())),
    write: (work) => writer.write(() => work(clock.now())),
    async close() {
      await writer.drain();
      feed.clear();
      try {
        // SQLite does this when the last statement is gone too, which the garbage collector decides; whoever copies the file
        // of a shop that has ended should have everything.
        connection.all('PRAGMA wal_checkpoint(TRUNCATE)');
      } catch {
        // The disk is full, or another process is at it: everything is in the -wal file as before.
      }
      connection.close();
    },
  };
}
