// PostgresPaymentStore, and pg alone running the same statements in the same transactions, as many at once.
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { settledRows } from './settled-rows.mjs';
import { HANDLER } from './workload.mjs';

const dist = new URL('../../../dist/esm/', import.meta.url);
const { PostgresPaymentStore } = await import(
  new URL('stores/postgres/postgres-payment.store.js', dist)
);
const { postgresDialect } = await import(new URL('stores/sql/postgres.dialect.js', dist));
const { SystemClock } = await import(new URL('clock/system.clock.js', dist));

const URL_OF_SERVER =
  process.env.KHQR_TEST_POSTGRES ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const WORDS = {
  series: (count) => `generate_series(1, ${count}) AS i`,
  hash: (value) => `md5((${value})::text)`,
  yes: 'TRUE',
  no: 'FALSE',
};

export const name = 'PostgreSQL';

export async function available() {
  const client = new pg.Client({ connectionString: URL_OF_SERVER, connectionTimeoutMillis: 3000 });
  const answers = await client.connect().then(
    () => true,
    () => false,
  );
  await client.end().catch(() => {});
  return answers;
}

export async function create() {
  const schema = `khqr_bench_${randomBytes(6).toString('hex')}`;
  const { tables } = postgresDialect(schema);
  const own = new pg.Pool({ connectionString: URL_OF_SERVER, max: 12 });
  let sessions = null;
  /** The pool that the store is given: writes down what goes through it while somebody asks for it. */
  const pool = {
    async connect() {
      const client = await own.connect();
      const session = [];
      sessions?.push(session);
      const { query } = client;
      client.query = (...args) => {
        session.push(args[0]);
        return query.apply(client, args);
      };
      const { release } = client;
      client.release = (reason) => {
        client.query = query;
        client.release = release;
        release.call(client, reason);
      };
      return client;
    },
  };
  const store = new PostgresPaymentStore({ pool }, { schema });
  await store.open({ clock: new SystemClock(), warn: console.warn });
  await store.registerHandlers([HANDLER]);
  const bare = new pg.Pool({ connectionString: URL_OF_SERVER, max: 11 });
  const replay = async (session) => {
    const client = await bare.connect();
    for (const { text, values, name } of session) await client.query({ text, values, name });
    client.release();
  };
  return {
    store,
    async fill(count) {
      for (const statement of settledRows(tables, count, WORDS)) await own.query(statement);
      for (const table of ['payments', 'polls', 'events', 'deliveries', 'history']) {
        await own.query(`VACUUM ANALYZE ${tables[table]}`);
      }
      await own.query('CHECKPOINT');
    },
    /** Runs the work once and answers what replays its statements on the bare driver. */
    async record(work) {
      const batches = [];
      await work(() => batches.push((sessions = [])));
      sessions = null;
      return async () => {
        for (const [claim, ...settles] of batches) {
          await replay(claim);
          await Promise.all(settles.map(replay));
        }
      };
    },
    async exec(sql) {
      await own.query(sql);
    },
    tables,
    async close() {
      await store.close();
      await own.query(`DROP SCHEMA "${schema}" CASCADE`);
      await Promise.all([own.end(), bare.end()]);
    },
  };
}
