import { KhqrConfigurationError } from '../../errors/khqr-configuration.error.js';
import type { Change } from '../change-feed.port.js';
import type { StoreContext } from '../payment-store.port.js';
import { acknowledgementSql } from '../sql/acknowledgement.js';
import { postgresDialect } from '../sql/postgres.dialect.js';
import type { PostgresConnectionOptions } from './postgres.opener.js';
import {
  openSession,
  type PostgresSession,
  type PostgresStoreSettings,
} from './postgres.session.js';

/** Where the database is, and how the store uses it; the settings may stand in either argument. */
export type PostgresPaymentStoreOptions = PostgresConnectionOptions & PostgresStoreSettings;

/** Open and closed, the clock, and who is told of changes. */
export abstract class PostgresStoreBase {
  readonly name = 'postgres';
  readonly durable = true;
  readonly #options: PostgresPaymentStoreOptions;
  #session: PostgresSession | undefined;

  constructor(options: PostgresPaymentStoreOptions, settings: PostgresStoreSettings = {}) {
    this.#options = { ...options, ...settings };
  }

  async open(context: StoreContext): Promise<void> {
    this.#session = await openSession(this.#options, this.#options, context);
  }

  async close(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.close();
  }

  /** The server's clock. */
  async now(): Promise<number> {
    return this.session.now();
  }

  subscribe(listener: (change: Change) => void): () => void {
    return this.session.feed.subscribe(listener);
  }

  /** For a transaction of the shop's in the same database. */
  acknowledgement(deliveryId: string): string | null {
    return acknowledgementSql(postgresDialect(this.#options.schema), deliveryId);
  }

  protected get session(): PostgresSession {
    if (this.#session) return this.#session;
    throw new KhqrConfigurationError(
      'The PostgreSQL store is used before open() or after close().',
    );
  }

  protected announceEvents(): void {
    this.session.announcer.tell({ paymentId: null, hasEvents: true });
  }
}
