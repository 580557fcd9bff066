import { resolve } from 'node:path';
import { KhqrConfigurationError } from '../../errors/khqr-configuration.error.js';
import type { Change } from '../change-feed.port.js';
import type { StoreContext } from '../payment-store.port.js';
import { acknowledgementSql } from '../sql/acknowledgement.js';
import { sqliteDialect } from '../sql/sqlite.dialect.js';
import { IN_MEMORY } from './sqlite.opener.js';
import { openSession, type SqliteSession } from './sqlite.session.js';

export interface SqlitePaymentStoreOptions {
  /**
   * The file, made where there is none, mode 0600; its directory must exist, on a local disk that outlives the process. Beside
   * it lie `-wal` and `-shm`, which belong to it. `':memory:'` keeps everything in this process, for tests.
   */
  readonly path: string | undefined;
  /**
   * `auto` brings the schema up to date at boot, `check` refuses to start without it, `off` does not look.
   *
   * @default 'auto'
   */
  readonly migrate?: 'auto' | 'check' | 'off';
}

/** Open and closed, the clock, and who is told of changes. */
export abstract class SqliteStoreBase {
  readonly name = 'sqlite';
  readonly durable: boolean;
  protected readonly dialect = sqliteDialect();
  #session: SqliteSession | undefined;

  constructor(private readonly options: SqlitePaymentStoreOptions) {
    this.durable = options.path !== IN_MEMORY;
  }

  async open(context: StoreContext): Promise<void> {
    const { path, migrate = 'auto' } = this.options;
    if (typeof path !== 'string' || path.trim() === '') {
      throw new KhqrConfigurationError('SqlitePaymentStore: `path` is missing or blank.', [
        "Write `new SqlitePaymentStore({ path: '/var/lib/shop/khqr.db' })`, on a disk that is kept.",
      ]);
    }
    const file = path === IN_MEMORY ? path : resolve(path);
    this.#session = await openSession(file, migrate, this.dialect, context);
  }

  async close(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.close();
  }

  async now(): Promise<number> {
    return this.session.now();
  }

  subscribe(listener: (change: Change) => void): () => void {
    return this.session.feed.subscribe(listener);
  }

  /** For a shop that keeps its own tables in the same file. */
  acknowledgement(deliveryId: string): string | null {
    return acknowledgementSql(this.dialect, deliveryId);
  }

  protected get session(): SqliteSession {
    if (this.#session) return this.#session;
    throw new KhqrConfigurationError('The SQLite store is used before open() or after close().');
  }

  protected tellOfEvents(): void {
    this.#session?.feed.tell({ paymentId: null, hasEvents: true });
  }
}
