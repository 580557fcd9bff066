import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import Database from 'libsql';
import { SystemClock } from '../../../lib/clock/system.clock.js';
import { deliveryId } from '../../../lib/delivery/delivery.js';
import { PostgresPaymentStore } from '../../../lib/stores/postgres/index.js';
import type { PaymentStore } from '../../../lib/stores/payment-store.port.js';
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
/** Every character that a query builder could take for something. */
const HANDLER = `Orders.ship's "handler" $1 ? :name %s; -- ហាង`;

interface Opened {
  readonly store: PaymentStore;
  /** Commits one statement in a connection of the shop's own. */
  readonly commit: (text: string) => Promise<void>;
}

function suite(open: () => Promise<Opened>): void {
  async function waiting(store: PaymentStore) {
    await store.registerHandlers([{ id: HANDLER, type: PAID, account: null }]);
    const now = await store.now();
    const record = samplePayment({ createdAt: now - 1000 });
    const event = sampleEvent(record, PAID, { occurredAt: now - 1000 });
    await store.decide(record, () => ({ writes: [record], events: [event], result: undefined }));
    return deliveryId(event.id, HANDLER);
  }

  async function claim(store: PaymentStore, leaseMs = 60_000) {
    const request = { owner: 'a', handlerIds: [HANDLER], limit: 10, leaseMs };
    return (await store.claimDeliveries(request)).map(({ delivery }) => delivery);
  }

  async function statusOf(store: PaymentStore) {
    const [view] = await store.listDeliveries({}, 1);
    return view?.delivery.status;
  }

  async function acknowledge({ store, commit }: Opened, id: string): Promise<void> {
    await commit(String(store.acknowledgement(id)));
  }

  it('a handler that has committed and then fails is not run again', async () => {
    const opened = await open();
    const { store } = opened;
    const id = await waiting(store);
    const [run] = await claim(store);
    const epoch = run?.epoch ?? 0;
    await store.startDelivery(id, epoch);
    await acknowledge(opened, id);
    const again = { status: 'waiting', delayMs: 0, error: 'late', countAttempt: true } as const;
    expect(await store.finishDelivery(id, epoch, again)).toBe(false);
    expect(await statusOf(store)).toBe('done');
    expect(await claim(store)).toEqual([]);
  });

  it('a handler whose process died after its commit is not run again', async () => {
    const opened = await open();
    const { store } = opened;
    const id = await waiting(store);
    const [run] = await claim(store, -1);
    expect(run?.id).toBe(id);
    await acknowledge(opened, id);
    expect(await claim(store)).toEqual([]);
    expect(await statusOf(store)).toBe('done');
  });

  it('what is acknowledged between claim and start does not start', async () => {
    const opened = await open();
    const { store } = opened;
    const id = await waiting(store);
    const [run] = await claim(store);
    await acknowledge(opened, id);
    expect(await store.startDelivery(id, run?.epoch ?? 0)).toEqual({ verdict: 'lost' });
    expect(await statusOf(store)).toBe('done');
  });

  it('a second acknowledgement fails, and with it whatever else its transaction holds', async () => {
    const opened = await open();
    const id = await waiting(opened.store);
    await acknowledge(opened, id);
    await expect(acknowledge(opened, id)).rejects.toThrow(/unique/i);
  });

  it('what ends well is done either way', async () => {
    const opened = await open();
    const { store } = opened;
    const id = await waiting(store);
    const [run] = await claim(store);
    await acknowledge(opened, id);
    expect(await store.finishDelivery(id, run?.epoch ?? 0, { status: 'done' })).toBe(true);
    expect(await statusOf(store)).toBe('done');
  });

  it('is not buried with a handler that has gone', async () => {
    const opened = await open();
    const { store } = opened;
    const id = await waiting(store);
    await acknowledge(opened, id);
    expect(await store.buryOrphans((await store.now()) + 1000)).toEqual([]);
    expect(await statusOf(store)).toBe('done');
  });

  /** Its handler commits after its last run has been given up. */
  async function deadAndAcknowledged(opened: Opened): Promise<PaymentStore> {
    const { store } = opened;
    const id = await waiting(store);
    const [run] = await claim(store);
    const epoch = run?.epoch ?? 0;
    await store.startDelivery(id, epoch);
    expect(await store.finishDelivery(id, epoch, { status: 'dead', error: 'too late' })).toBe(true);
    await acknowledge(opened, id);
    return store;
  }

  it('a dead letter that was committed after all is handed to no other handler', async () => {
    const store = await deadAndAcknowledged(await open());
    expect(await store.redeliver({ handlerId: HANDLER }, 'other')).toBe(0);
    expect(await store.listDeliveries({}, 10)).toMatchObject([
      { delivery: { handlerId: HANDLER, status: 'done' } },
    ]);
  });

  it('a dead letter that was committed after all is not run again', async () => {
    const store = await deadAndAcknowledged(await open());
    expect(await store.redeliver({})).toBe(0);
    expect(await statusOf(store)).toBe('done');
    expect(await claim(store)).toEqual([]);
  });

  it('a dead letter that was committed after all is done at the next burial', async () => {
    const store = await deadAndAcknowledged(await open());
    expect(await store.buryOrphans(0)).toEqual([]);
    expect(await statusOf(store)).toBe('done');
    expect((await store.deliveryCounts()).dead).toBe(0);
  });
}

describe('acknowledgements', () => {
  const closes: (() => Promise<void>)[] = [];

  afterEach(async () => {
    for (const close of closes.splice(0).reverse()) await close();
  });

  describe('SQLite', () => {
    suite(async () => {
      const directory = mkdtempSync(path.join(tmpdir(), 'khqr-ack-'));
      const file = path.join(directory, 'shop.db');
      const store = new SqlitePaymentStore({ path: file });
      await store.open({ clock: new SystemClock(), warn: () => undefined });
      const shop = new Database(file, { timeout: 5000 });
      closes.push(async () => {
        shop.close();
        await store.close();
        rmSync(directory, { recursive: true });
      });
      return {
        store,
        commit: async (text) => {
          shop.exec(text);
        },
      };
    });
  });

  describePostgres('PostgreSQL', () => {
    suite(async () => {
      const schema = randomSchema();
      const store = new PostgresPaymentStore({ connectionString: POSTGRES_URL }, { schema });
      await store.open({ clock: new SystemClock(), warn: () => undefined });
      closes.push(async () => {
        await store.close();
        await dropSchema(schema);
      });
      return {
        store,
        commit: async (text) => {
          await sql(text);
        },
      };
    });
  });
});
