import { KhqrConfigurationError } from '../../errors/khqr-configuration.error.js';

/** What a statement answers. */
export interface PostgresResult {
  readonly rows: readonly unknown[];
}

/** A connection as `pg` has it. */
export interface PostgresClient {
  query(statement: { readonly text: string; readonly values?: unknown[] }): Promise<PostgresResult>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  on(event: 'notification', listener: (message: { readonly payload?: string }) => void): unknown;
  removeListener(event: 'error', listener: (error: Error) => void): unknown;
}

/** A connection that has been lent by a pool. */
export interface PostgresPoolClient extends PostgresClient {
  /** With a reason, the connection is not used again. */
  release(reason?: Error | boolean): void;
}

/** A pool as `pg` has it (`new Pool()`); anything that works alike will do. */
export interface PostgresPool {
  connect(): Promise<PostgresPoolClient>;
  /** The same, told in the moment in which it is handed over; a pool may answer a promise all the same. */
  connect(
    lent: (error: Error | undefined, client: PostgresPoolClient | undefined) => void,
  ): unknown;
  /** How many connections it lends at most, where it says so. */
  readonly options?: { readonly max?: number | undefined };
  /** Its owner ends it, and waits for every connection that is lent; where it says so. */
  readonly ending?: boolean;
}

/** A pool that is ours to end. */
export interface OwnPool extends PostgresPool {
  on(event: 'error', listener: (error: Error) => void): unknown;
  end(): Promise<void>;
}

/** A connection of its own, outside every pool. */
export interface SingleClient extends PostgresClient {
  connect(): Promise<unknown>;
  end(): Promise<unknown>;
}

interface PostgresDriver {
  pool(connectionString: string): OwnPool;
  client(connectionString: string): SingleClient;
}

/** A server that does not answer within this time is taken for down, milliseconds. */
export const CONNECT_LIMIT_MS = 5000;

/** Loaded only when a store is opened, so that nobody else needs it installed. */
export async function loadPostgresDriver(): Promise<PostgresDriver> {
  const { default: pg } = await import('pg').catch((cause: unknown) => {
    throw new KhqrConfigurationError(
      'PostgresPaymentStore needs the package pg, which cannot be loaded.',
      ['npm install pg@^8.13.0'],
      { cause },
    );
  });
  const settings = {
    application_name: 'nestjs-khqr',
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
  return {
    pool: (connectionString) => new pg.Pool({ ...settings, connectionString, max: 10 }),
    client: (connectionString) => new pg.Client({ ...settings, connectionString }),
  };
}
