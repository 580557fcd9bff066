import type { StoreContext } from '../payment-store.port.js';
import { LocalChangeFeed } from '../sql/local.change-feed.js';
import { postgresDialect } from '../sql/postgres.dialect.js';
import { ChangeAnnouncer } from './change.announcer.js';
import { ChangeListener } from './change.listener.js';
import { ChangeMessages } from './change.messages.js';
import { Coalescer } from './coalescer.js';
import { PostgresDeliveryBook } from './delivery-book.js';
import { PostgresDeliveryQueue } from './delivery-queue.js';
import { PostgresPaymentArchive } from './payment-archive.js';
import { PostgresPaymentRows } from './payment-rows.js';
import { PostgresPollQueue } from './poll-queue.js';
import { PostgresConnection, serverNow } from './postgres.connection.js';
import { openFailure } from './postgres.errors.js';
import { PostgresLocks } from './postgres.locks.js';
import { migratePostgres } from './postgres.migrator.js';
import { reach, type PostgresAccess, type PostgresConnectionOptions } from './postgres.opener.js';
import { PostgresRateLedger } from './rate-ledger.js';
import { checkServer } from './server.check.js';

/** Everything but the way to the database. */
export interface PostgresStoreSettings {
  /**
   * The schema of the tables. Letters, digits and underscores, at most 50.
   *
   * @default 'khqr'
   */
  readonly schema?: string;
  /**
   * `auto` brings the schema up to date at boot, `check` refuses to start without it, `off` does not look.
   *
   * @default 'auto'
   */
  readonly migrate?: 'auto' | 'check' | 'off';
  /**
   * A direct way to the server for LISTEN, where the other goes through a pooler that shares connections between
   * transactions (PgBouncer, Supavisor): there LISTEN is not heard.
   *
   * @default the other way
   */
  readonly listenConnectionString?: string;
}

/** An opened store: its parts over one pool. */
export interface PostgresSession {
  readonly rows: PostgresPaymentRows;
  readonly archive: PostgresPaymentArchive;
  readonly polls: PostgresPollQueue;
  readonly deliveries: PostgresDeliveryQueue;
  readonly book: PostgresDeliveryBook;
  readonly lanes: PostgresRateLedger;
  readonly feed: LocalChangeFeed;
  readonly announcer: ChangeAnnouncer;
  readonly now: () => Promise<number>;
  readonly close: () => Promise<void>;
}

/** @throws KhqrConfigurationError */
export async function openSession(
  options: PostgresConnectionOptions,
  { schema, migrate = 'auto', listenConnectionString }: PostgresStoreSettings,
  { warn }: StoreContext,
): Promise<PostgresSession> {
  const dialect = postgresDialect(schema);
  const access = await reach(options, listenConnectionString, warn);
  const connection = new PostgresConnection(access.pool);
  const locks = new PostgresLocks(dialect);
  try {
    await checkServer(connection, access.where, warn);
    if (migrate !== 'off') {
      await migratePostgres(connection, dialect, locks, migrate, access.where);
    }
  } catch (error) {
    await access.end();
    throw openFailure(access.where, error);
  }
  const messages = new ChangeMessages(`khqr_${dialect.tables.schema}`);
  const feed = new LocalChangeFeed(warn);
  const listener = await listen(access, messages, feed, warn);
  const announcer = new ChangeAnnouncer(feed, messages, connection);
  const rows = new PostgresPaymentRows(connection, locks, dialect);
  const clock = new Coalescer(async (_asked: readonly undefined[]) => serverNow(connection));
  return {
    rows,
    archive: new PostgresPaymentArchive(connection, locks, rows, dialect),
    polls: new PostgresPollQueue(connection, dialect),
    deliveries: new PostgresDeliveryQueue(connection, locks, rows, dialect),
    book: new PostgresDeliveryBook(connection, locks, dialect),
    lanes: new PostgresRateLedger(connection, locks, dialect),
    feed,
    announcer,
    now: () => clock.add(undefined),
    async close() {
      await Promise.all([listener?.close(), announcer.idle()]);
      feed.clear();
      await access.end();
    },
  };
}

async function listen(
  { dedicated, isEnding }: PostgresAccess,
  messages: ChangeMessages,
  feed: LocalChangeFeed,
  warn: (message: string) => void,
): Promise<ChangeListener | undefined> {
  if (!dedicated) return undefined;
  const listener = new ChangeListener(dedicated, messages.channel, {
    heard(payload) {
      const change = messages.read(payload);
      if (change) feed.tell(change);
    },
    listening: () => {
      feed.tell({ paymentId: null, hasEvents: true });
    },
    isOver: isEnding,
    warn,
  });
  await listener.start();
  return listener;
}
