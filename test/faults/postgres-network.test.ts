import { afterEach, expect, it } from '@jest/globals';
import pg from 'pg';
import { SystemClock } from '../../lib/clock/system.clock.js';
import type { PaymentRecord } from '../../lib/payment/payment-record.js';
import { PostgresPaymentStore } from '../../lib/stores/postgres/index.js';
import type { PaymentStore } from '../../lib/stores/payment-store.port.js';
import { SeededRandom } from '../../lib/clock/seeded.random.js';
import {
  describePostgres,
  dropSchema,
  POSTGRES_URL,
  randomSchema,
  sql,
} from '../support/postgres.js';
import { paymentRecord } from '../support/records.js';
import { TcpProxy } from './support/tcp.proxy.js';
import { until } from './support/until.js';

describePostgres('PostgresPaymentStore over a bad network', () => {
  const closes: (() => Promise<unknown>)[] = [];

  afterEach(async () => {
    for (const close of closes.splice(0).reverse()) await close();
  });

  function newSchema(): string {
    const schema = randomSchema();
    closes.push(() => dropSchema(schema));
    return schema;
  }

  async function openProxy(): Promise<TcpProxy> {
    const proxy = await TcpProxy.open(POSTGRES_URL);
    closes.push(() => proxy.close());
    return proxy;
  }

  async function open(connectionString: string, schema: string): Promise<PaymentStore> {
    const store = new PostgresPaymentStore({ connectionString }, { schema });
    await store.open({ clock: new SystemClock(), warn: () => undefined });
    closes.push(() => store.close());
    return store;
  }

  async function add(store: PaymentStore): Promise<PaymentRecord> {
    const record = paymentRecord();
    await store.decide(record, () => ({ writes: [record], events: [], result: undefined }));
    return record;
  }

  /** One more strike; each call is seen in the row, and in the history, exactly once or not at all. */
  async function strike(store: PaymentStore, record: PaymentRecord): Promise<void> {
    await store.decide(record, (attempts) => ({
      writes: attempts.map((known) => ({ ...known, strikes: known.strikes + 1 })),
      transitions: [{ paymentId: record.id, from: 'PENDING', to: 'PENDING', reason: 'strike' }],
      events: [],
      result: undefined,
    }));
  }

  it('cut at random: each step is whole or has not happened, and the store goes on', async () => {
    const random = new SeededRandom(7);
    const schema = newSchema();
    const proxy = await openProxy();
    const direct = await open(POSTGRES_URL, schema);
    const store = await open(proxy.url, schema);
    const record = await add(direct);
    proxy.onRequest = () => (random.number() < 0.03 ? 'cut' : 'pass');
    let done = 0;
    for (let call = 0; call < 150; call += 1) {
      await strike(store, record).then(
        () => (done += 1),
        () => undefined,
      );
    }
    proxy.onRequest = () => 'pass';
    await strike(store, record);
    const { strikes = 0 } = (await direct.find({ id: record.id })) ?? {};
    expect(await direct.history(record.id)).toHaveLength(strikes);
    // An answer to COMMIT that is lost leaves a step that has happened; what was acknowledged has happened in any case.
    expect(strikes).toBeGreaterThanOrEqual(done + 1);
    expect(done).toBeGreaterThan(50);
    expect(done).toBeLessThan(150);
  });

  it('every connection ended by an administrator: what is under way fails, nothing else, and the process lives', async () => {
    const schema = newSchema();
    const application = `khqr-${schema.slice(-8)}`;
    const url = new URL(POSTGRES_URL);
    url.searchParams.set('application_name', application);
    const pool = new pg.Pool({ connectionString: url.href, max: 4 });
    pool.on('error', () => undefined);
    const store = new PostgresPaymentStore({ pool }, { schema });
    await store.open({ clock: new SystemClock(), warn: () => undefined });
    const record = await add(store);
    const end =
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1';
    let failed = 0;
    for (let round = 0; round < 10; round += 1) {
      const calls = Array.from({ length: 8 }, () =>
        strike(store, record).catch(() => (failed += 1)),
      );
      await sql(end, [application]);
      await Promise.all(calls);
    }
    await until('a step succeeds', () =>
      strike(store, record).then(
        () => true,
        () => false,
      ),
    );
    const { strikes } = (await store.find({ id: record.id })) ?? {};
    expect(strikes).toBeGreaterThanOrEqual(81 - failed);
    await store.close();
    await pool.end();
  }, 30_000);

  it('a replica that stops in the middle of a step lets go of the order, before the others give up', async () => {
    const schema = newSchema();
    const proxy = await openProxy();
    const healthy = await open(POSTGRES_URL, schema);
    const stopped = await open(proxy.url, schema);
    const record = await add(healthy);
    // The COMMIT never arrives, and neither does a word that the other side is gone.
    proxy.onRequest = (data) => (data.includes('COMMIT\0') ? 'freeze' : 'pass');
    const lost = strike(stopped, record).then(
      () => 'done',
      () => 'failed',
    );
    await until('the lock is held', async () => {
      const held = await sql(
        "SELECT 1 FROM pg_stat_activity WHERE state = 'idle in transaction' AND query LIKE $1",
        [`%${schema}%`],
      );
      return held.length > 0;
    });
    await strike(healthy, record);
    expect((await healthy.find({ id: record.id }))?.strikes).toBe(1);
    // Nor does the stopped one wait for ever.
    expect(await lost).toBe('failed');
  }, 40_000);

  it('a pooler that forgets prepared statements: noticed once, and the same step is tried again', async () => {
    const pool = new pg.Pool({ connectionString: POSTGRES_URL, max: 3 });
    const store = new PostgresPaymentStore({ pool }, { schema: newSchema() });
    await store.open({ clock: new SystemClock(), warn: () => undefined });
    const record = await add(store);
    await strike(store, record);
    const clients = [await pool.connect(), await pool.connect()];
    for (const client of clients) await client.query('DEALLOCATE ALL');
    for (const client of clients) client.release();
    await Promise.all(Array.from({ length: 10 }, () => strike(store, record)));
    expect((await store.find({ id: record.id }))?.strikes).toBe(11);
    await store.close();
    await pool.end();
  });
});
