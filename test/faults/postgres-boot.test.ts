import { createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { KhqrConfigurationError } from '../../lib/errors/khqr-configuration.error.js';
import { SystemClock } from '../../lib/clock/system.clock.js';
import {
  PostgresPaymentStore,
  type PostgresPaymentStoreOptions,
} from '../../lib/stores/postgres/index.js';
import {
  describePostgres,
  dropSchema,
  POSTGRES_URL,
  randomSchema,
  sql,
} from '../support/postgres.js';

const SECRET = 'canary-Pa55word';

/** Opens a store that must not open; answers what it says. */
async function refusal(options: PostgresPaymentStoreOptions): Promise<KhqrConfigurationError> {
  const store = new PostgresPaymentStore(options);
  const opened = await store.open({ clock: new SystemClock(), warn: () => undefined }).then(
    () => 'opened',
    (error: unknown) => error,
  );
  await store.close();
  expect(opened).toBeInstanceOf(KhqrConfigurationError);
  const error = opened as KhqrConfigurationError;
  expect(error.message).toContain('Potential solutions');
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    expect(`${cause.message} ${cause.stack ?? ''} ${JSON.stringify(cause)}`).not.toContain(SECRET);
  }
  return error;
}

describe('PostgresPaymentStore says at boot what to change', () => {
  let server: Server | undefined;

  afterEach(() => {
    server?.close();
    server = undefined;
  });

  /** A server that meets every first word with this error, as PostgreSQL writes it. */
  async function refusing(code: string, message: string): Promise<string> {
    const fields = `SFATAL\0VFATAL\0C${code}\0M${message}\0\0`;
    const answer = Buffer.alloc(5 + fields.length);
    answer.write('E');
    answer.writeInt32BE(4 + fields.length, 1);
    answer.write(fields, 5);
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(answer));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return `postgres://shop:${SECRET}@127.0.0.1:${port}/payments`;
  }

  it.each([undefined, '', '  '])('connectionString %j is missing', async (connectionString) => {
    const { message } = await refusal({ connectionString });
    expect(message).toContain('`connectionString` is missing or blank');
  });

  it.each([SECRET, `mysql://shop:${SECRET}@host/db`, `postgres://shop:${SECRET}@ho st/db`])(
    'a connectionString of another form, which is not shown',
    async (connectionString) => {
      const { message } = await refusal({ connectionString });
      expect(message).toContain('postgres://user:password@host');
    },
  );

  it('a schema that is no plain name', async () => {
    const connectionString = `postgres://shop:${SECRET}@127.0.0.1/payments`;
    const { message } = await refusal({ connectionString, schema: 'a"; DROP TABLE x' });
    expect(message).toContain('not a plain name');
  });

  it('nobody answers: host and database are named, the password is not', async () => {
    const connectionString = `postgres://shop:${SECRET}@127.0.0.1:1/payments`;
    const { message } = await refusal({ connectionString });
    expect(message).toMatch(/127\.0\.0\.1:1, database payments, does not answer \(ECONNREFUSED\)/);
  });

  it.each([
    ['28P01', 'password authentication failed for user "shop"', /refuses the user or the password/],
    ['28000', 'no pg_hba.conf entry', /refuses the user or the password/],
    ['3D000', 'database "payments" does not exist', /has no such database/],
    ['53300', 'sorry, too many clients already', /has no connection left/],
  ])('the server refuses with %s', async (code, text, expected) => {
    const { message } = await refusal({ connectionString: await refusing(code, text) });
    expect(message).toMatch(expected);
  });
});

describePostgres('PostgresPaymentStore at boot, on a real server', () => {
  const drops: (() => Promise<unknown>)[] = [];

  afterEach(async () => {
    for (const drop of drops.splice(0).reverse()) await drop();
  });

  function newSchema(): string {
    const schema = randomSchema();
    drops.push(() => dropSchema(schema));
    return schema;
  }

  function through(parameters: Readonly<Record<string, string>>): string {
    const url = new URL(POSTGRES_URL);
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return url.href;
  }

  it('a server that cannot be written', async () => {
    const connectionString = through({ options: '-c default_transaction_read_only=on' });
    const { message } = await refusal({ connectionString, schema: newSchema() });
    expect(message).toContain('cannot be written');
  });

  it('a user without rights, and with migrate check the tables that are missing', async () => {
    const role = `khqr_test_${randomBytes(4).toString('hex')}`;
    await sql(`CREATE ROLE ${role} LOGIN PASSWORD '${SECRET}'`);
    drops.push(() => sql(`DROP ROLE ${role}`));
    const url = new URL(POSTGRES_URL);
    url.username = role;
    url.password = SECRET;
    const options = { connectionString: url.href, schema: newSchema() };
    expect((await refusal(options)).message).toContain('may not create or use the tables');
    const checked = await refusal({ ...options, migrate: 'check' });
    expect(checked.message).toMatch(/lacks the schema versions 1 \(initial\).*migrate --print/s);
  });

  it('a schema of a release that this one does not understand', async () => {
    const schema = newSchema();
    const store = new PostgresPaymentStore({ connectionString: POSTGRES_URL, schema });
    await store.open({ clock: new SystemClock(), warn: () => undefined });
    await store.close();
    await sql(
      `INSERT INTO "${schema}".khqr_migrations (version, name, works_from) VALUES (99, 'later', 99)`,
    );
    const { message } = await refusal({ connectionString: POSTGRES_URL, schema });
    expect(message).toMatch(/schema version 99.*Install the newer/s);
  });

  it('a pool that gives no connection within its time', async () => {
    const pool = new pg.Pool({ connectionString: POSTGRES_URL, max: 2 });
    const taken = [await pool.connect(), await pool.connect()];
    const store = new PostgresPaymentStore({ pool });
    const opened = store.open({ clock: new SystemClock(), warn: () => undefined });
    await expect(opened).rejects.toThrow('does not answer');
    for (const client of taken) client.release();
    await pool.end();
  });
});
