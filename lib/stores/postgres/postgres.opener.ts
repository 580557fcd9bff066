import { KhqrConfigurationError } from '../../errors/khqr-configuration.error.js';
import type { DedicatedClient } from './change.listener.js';
import { lend } from './pool.lending.js';
import { loadPostgresDriver, type PostgresPool } from './postgres.driver.js';

/** How the database is reached. */
export type PostgresConnectionOptions =
  /** `postgres://user:password@host:5432/database`; a pool of 10 connections is made of it. */
  | { readonly connectionString: string | undefined; readonly pool?: undefined }
  /** The application's own pool, which it ends itself. One connection of it stays with the store, to listen. */
  | { readonly pool: PostgresPool; readonly connectionString?: undefined };

/** The way to the server. */
export interface PostgresAccess {
  readonly pool: PostgresPool;
  /** For messages: host and database, never more. */
  readonly where: string;
  /** A connection outside the store's traffic; undefined where there is none to spare. */
  readonly dedicated: (() => Promise<DedicatedClient>) | undefined;
  /** The application ends its pool, before this store or without it: nothing may be kept of it any more. */
  readonly isEnding: () => boolean;
  readonly end: () => Promise<void>;
}

const SOCKET = 'socket';
const EXAMPLE =
  'Write `new PostgresPaymentStore({ connectionString: process.env.DATABASE_URL })`, or hand in a `pool` of pg.';

/** Nothing is connected yet. @throws KhqrConfigurationError */
export async function reach(
  { connectionString, pool }: PostgresConnectionOptions,
  listenConnectionString: string | undefined,
  warn: (message: string) => void,
): Promise<PostgresAccess> {
  if (pool !== undefined) {
    return {
      pool,
      where: 'PostgreSQL',
      dedicated: dedicatedBeside(pool, listenConnectionString, warn),
      isEnding: () => pool.ending === true,
      end: () => Promise.resolve(),
    };
  }
  const url = checked('connectionString', connectionString);
  const listenUrl =
    listenConnectionString === undefined
      ? url
      : checked('listenConnectionString', listenConnectionString);
  const driver = await loadPostgresDriver();
  const own = driver.pool(url);
  // An idle connection that breaks is replaced by the pool; without a listener Node would end the process.
  own.on('error', ({ message }) => {
    warn(`An idle connection to PostgreSQL was lost: ${message}`);
  });
  return {
    pool: own,
    where: describe(url),
    dedicated: () => connectAlone(listenUrl),
    isEnding: () => false,
    end: () => own.end(),
  };
}

function dedicatedBeside(
  pool: PostgresPool,
  listenConnectionString: string | undefined,
  warn: (message: string) => void,
): PostgresAccess['dedicated'] {
  if (listenConnectionString !== undefined) {
    const url = checked('listenConnectionString', listenConnectionString);
    return () => connectAlone(url);
  }
  if (pool.options?.max !== 1) return () => keepOne(pool);
  warn(
    'The pool has one connection, which the store needs for itself: changes on other replicas are noticed at the next look. Give it 2 or more, or a listenConnectionString.',
  );
  return undefined;
}

async function connectAlone(connectionString: string): Promise<DedicatedClient> {
  const client = (await loadPostgresDriver()).client(connectionString);
  client.on('error', () => undefined);
  await client.connect();
  return {
    client,
    discard: () => {
      client.end().catch(() => undefined);
    },
  };
}

async function keepOne(pool: PostgresPool): Promise<DedicatedClient> {
  const client = await lend(pool);
  // It is subscribed to a channel: nobody else should get it.
  return {
    client,
    discard: () => {
      client.release(true);
    },
  };
}

function checked(name: string, text: string | undefined): string {
  if (typeof text !== 'string' || text.trim() === '') {
    throw new KhqrConfigurationError(`PostgresPaymentStore: \`${name}\` is missing or blank.`, [
      EXAMPLE,
    ]);
  }
  // `pg` puts the whole text, with the password, into its error; and it takes anything else for a socket's path.
  if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(withHost(text))) {
    throw new KhqrConfigurationError(
      `PostgresPaymentStore: \`${name}\` is not of the form postgres://user:password@host:5432/database.`,
      ['Percent-encode special characters in user and password.', EXAMPLE],
    );
  }
  return text;
}

function describe(connectionString: string): string {
  const { host, pathname } = new URL(withHost(connectionString));
  const at = host === '' || host === SOCKET ? 'this machine' : host;
  return `PostgreSQL at ${at}, database ${pathname.slice(1) || '(default)'},`;
}

/** `pg` allows user and password without a host, for sockets (`postgres://user:password@/database?host=/run/postgresql`); URLs do not. */
function withHost(connectionString: string): string {
  return connectionString.replace('@/', `@${SOCKET}/`);
}
