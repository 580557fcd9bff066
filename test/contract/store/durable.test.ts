import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { SystemClock } from '../../../lib/clock/system.clock.js';
import { newLane } from '../../../lib/polling/lane.js';
import type { Change } from '../../../lib/stores/change-feed.port.js';
import {
  PostgresPaymentStore,
  type PostgresPaymentStoreOptions,
} from '../../../lib/stores/postgres/index.js';
import type { PaymentStore } from '../../../lib/stores/payment-store.port.js';
import { MIGRATIONS } from '../../../lib/stores/sql/migrations/index.js';
import { printMigrations } from '../../../lib/stores/sql/print-migrations.js';
import { SqlitePaymentStore } from '../../../lib/stores/sqlite/index.js';
import { sampleEvent, samplePayment } from '../../../lib/testing/store-contract/samples.js';
import {
  describePostgres,
  dropSchema,
  POSTGRES_URL,
  randomSchema,
  sql,
} from '../../support/postgres.js';

const PAID = 'khqr.payment.paid';
const REPLICAS = 10;

/** Everything that one look at a store shows. */
async function seen(store: PaymentStore, id: string) {
  return {
    record: await store.find({ id }),
    history: await store.history(id),
    deliveries: await store.listDeliveries({}, 10),
    handlers: await store.listHandlers(),
    lanes: await store.listLanes(),
  };
}

async function use(store: PaymentStore): Promise<string> {
  await store.registerHandlers([{ id: 'ship', type: PAID, account: null }]);
  const now = await store.now();
  const record = samplePayment({ createdAt: now - 1000, metadata: { cart: ['ក'] } });
  await store.decide(record, () => ({
    writes: [record],
    events: [sampleEvent(record, PAID, { occurredAt: now })],
    transitions: [{ paymentId: record.id, from: null, to: 'PENDING', reason: 'created' }],
    result: undefined,
  }));
  await store.claimOne(record.id, 'tracker', 60_000);
  await store.decideLane('lane', () => ({
    state: newLane({ ratePerSecond: 5, requestsPerDay: 100 }, now),
    result: undefined,
  }));
  return record.id;
}

const closes: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closes.splice(0).reverse()) await close();
});

async function opened(store: PaymentStore): Promise<PaymentStore> {
  await store.open({ clock: new SystemClock(), warn: () => undefined });
  return store;
}

describe('SqlitePaymentStore', () => {
  function newFile(): string {
    const directory = mkdtempSync(path.join(tmpdir(), 'khqr-durable-'));
    closes.push(() => {
      rmSync(directory, { recursive: true });
    });
    return path.join(directory, 'khqr.db');
  }

  it('has everything after a restart', async () => {
    const file = newFile();
    const store = await opened(new SqlitePaymentStore({ path: file }));
    const id = await use(store);
    const before = await seen(store, id);
    await store.close();
    const again = await opened(new SqlitePaymentStore({ path: file, migrate: 'check' }));
    expect(before.record?.inDoubt).toBe(true);
    expect(await seen(again, id)).toEqual(before);
    await again.close();
  });

  it('opens ten times at once over a new file', async () => {
    const file = newFile();
    const stores = await Promise.all(
      Array.from({ length: REPLICAS }, () => opened(new SqlitePaymentStore({ path: file }))),
    );
    await Promise.all(stores.map((store) => use(store)));
    expect(await stores[0]?.countPending()).toBe(REPLICAS);
    for (const store of stores) await store.close();
  });

  it('says of itself that memory does not last', () => {
    expect(new SqlitePaymentStore({ path: ':memory:' }).durable).toBe(false);
    expect(new SqlitePaymentStore({ path: newFile() }).durable).toBe(true);
  });
});

describePostgres('PostgresPaymentStore', () => {
  function newSchema(): string {
    const schema = randomSchema();
    closes.push(() => dropSchema(schema));
    return schema;
  }

  function storeOn(schema: string, more: Partial<PostgresPaymentStoreOptions> = {}): PaymentStore {
    const options: PostgresPaymentStoreOptions = { connectionString: POSTGRES_URL, schema };
    return new PostgresPaymentStore({ ...options, ...more } as PostgresPaymentStoreOptions);
  }

  it('has everything after a restart', async () => {
    const schema = newSchema();
    const store = await opened(storeOn(schema));
    const id = await use(store);
    const before = await seen(store, id);
    await store.close();
    const again = await opened(storeOn(schema, { migrate: 'check' }));
    expect(before.record?.inDoubt).toBe(true);
    expect(await seen(again, id)).toEqual(before);
    await again.close();
  });

  it('ten replicas that start together make one schema, and all work', async () => {
    const schema = newSchema();
    const stores = await Promise.all(
      Array.from({ length: REPLICAS }, () => opened(storeOn(schema))),
    );
    await Promise.all(stores.map((store) => use(store)));
    expect(await stores[0]?.countPending()).toBe(REPLICAS);
    const applied = await sql(`SELECT version FROM "${schema}".khqr_migrations`);
    expect(applied).toHaveLength(MIGRATIONS.length);
    for (const store of stores) await store.close();
  });

  it('runs on what migrate --print prints, without looking', async () => {
    const schema = newSchema();
    await sql(printMigrations('postgres', schema));
    const store = await opened(storeOn(schema, { migrate: 'off' }));
    const id = await use(store);
    expect((await store.find({ id }))?.epoch).toBe(1);
    await store.close();
  });

  it('takes its settings in either argument', async () => {
    const schema = newSchema();
    const store = new PostgresPaymentStore({ connectionString: POSTGRES_URL }, { schema });
    await opened(store);
    expect(await store.countPending()).toBe(0);
    expect(store.acknowledgement('a')).toContain(`"${schema}"`);
    await store.close();
  });

  it("works on the application's pool, whatever parsers it has, and leaves it open", async () => {
    const schema = newSchema();
    const pool = new pg.Pool({
      connectionString: POSTGRES_URL,
      types: { getTypeParser: () => () => 'parsed by the application' },
    });
    const store = await opened(new PostgresPaymentStore({ pool }, { schema }));
    const id = await use(store);
    expect((await store.find({ id }))?.metadata).toEqual({ cart: ['ក'] });
    await store.close();
    expect((await pool.query('SELECT 1')).rowCount).toBe(1);
    await pool.end();
  });

  it('lets the application end its pool first, as in a shutdown hook that comes before', async () => {
    const schema = newSchema();
    const pool = new pg.Pool({ connectionString: POSTGRES_URL });
    const warnings: string[] = [];
    const store = new PostgresPaymentStore({ pool }, { schema });
    await store.open({ clock: new SystemClock(), warn: (message) => warnings.push(message) });
    await use(store);
    await pool.end();
    expect(pool.totalCount).toBe(0);
    await store.close();
    expect(warnings).toEqual([]);
  });

  it('says that it cannot listen on a pool of one, and works', async () => {
    const schema = newSchema();
    const pool = new pg.Pool({ connectionString: POSTGRES_URL, max: 1 });
    const warnings: string[] = [];
    const store = new PostgresPaymentStore({ pool }, { schema });
    await store.open({ clock: new SystemClock(), warn: (message) => warnings.push(message) });
    const id = await use(store);
    expect((await store.find({ id }))?.id).toBe(id);
    expect(warnings.join()).toContain('listenConnectionString');
    await store.close();
    await pool.end();
  });

  it('what one replica writes, the others are told of', async () => {
    const schema = newSchema();
    const [writer, reader] = [await opened(storeOn(schema)), await opened(storeOn(schema))];
    const told = new Promise<Change>((resolve) => {
      reader.subscribe((change) => {
        if (change.paymentId !== null) resolve(change);
      });
    });
    const id = await use(writer);
    expect(await told).toEqual({ paymentId: id, hasEvents: true });
    await writer.close();
    await reader.close();
  });

  it('is the only one that hears of its schema', async () => {
    const [one, other] = [await opened(storeOn(newSchema())), await opened(storeOn(newSchema()))];
    const heard: Change[] = [];
    other.subscribe((change) => heard.push(change));
    await use(one);
    const id = await use(other);
    expect(heard.filter(({ paymentId }) => paymentId !== null && paymentId !== id)).toEqual([]);
    await one.close();
    await other.close();
  });
});
