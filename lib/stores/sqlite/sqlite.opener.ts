import { closeSync, openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { KhqrConfigurationError } from '../../errors/khqr-configuration.error.js';
import { SqliteConnection } from './sqlite.connection.js';
import { loadSqliteDriver } from './sqlite.driver.js';
import { isBusy, openFailure } from './sqlite.errors.js';

/** A name for SQLite, not a file. */
export const IN_MEMORY = ':memory:';

/** How long SQLite itself waits for another writer, which stops this thread. Longer waits are made without it. Milliseconds. */
const BLOCKING_WAIT_MS = 20;
/** Replicas that start together are done with each other within this time, milliseconds. */
const OPEN_PATIENCE_MS = 10_000;

const SETTINGS = [
  // Readers do not wait for writers, and a commit is one write to one file.
  'PRAGMA journal_mode = WAL',
  // What is committed has reached the disk: the lease must be written before the request leaves.
  'PRAGMA synchronous = FULL',
  // Pages, of 4 kB each: a page that changes often is then copied once and not many times.
  'PRAGMA wal_autocheckpoint = 4000',
  // KiB of pages kept in memory, so that a million payments need no more reads than a thousand.
  'PRAGMA cache_size = -32768',
];

/**
 * Opens the file, made with mode 0600 where there is none, since payments are nobody else's business.
 *
 * @throws KhqrConfigurationError
 */
export async function openSqlite(path: string): Promise<SqliteConnection> {
  const open = await loadSqliteDriver();
  try {
    if (path !== IN_MEMORY) closeSync(openSync(path, 'a+', 0o600));
    const connection = new SqliteConnection(open(path, { timeout: BLOCKING_WAIT_MS }));
    try {
      // Two processes that switch to WAL at once may find the file busy whatever the time limit.
      await retryWhileBusy(() => {
        for (const setting of SETTINGS) connection.all(setting);
      });
      const mode = connection.get('PRAGMA journal_mode')?.journal_mode;
      if (path !== IN_MEMORY && mode !== 'wal') throw noSharedMemory(path);
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  } catch (error) {
    throw openFailure(path, error);
  }
}

/** Runs the work again while another process is in the way. */
export async function retryWhileBusy<T>(work: () => T): Promise<T> {
  const giveUpAt = performance.now() + OPEN_PATIENCE_MS;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() > giveUpAt) throw error;
      await delay(5 + Math.random() * 20);
    }
  }
}

function noSharedMemory(path: string): KhqrConfigurationError {
  return new KhqrConfigurationError(
    `The payment file ${path} cannot be used in WAL mode, as on network file systems.`,
    ['Put it on a local disk.'],
  );
}
