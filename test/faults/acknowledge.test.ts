import { Injectable, Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ScheduleModule } from '@nestjs/schedule';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import {
  KhqrModule,
  KhqrOperations,
  KhqrService,
  OnPaymentPaid,
  PaymentPaidEvent,
  SandboxBank,
} from '../../lib/index.js';
import type { PaymentStore } from '../../lib/stores/payment-store.port.js';
import { PostgresPaymentStore } from '../../lib/stores/postgres/postgres-payment.store.js';
import {
  describePostgres,
  dropSchema,
  POSTGRES_URL,
  randomSchema,
  sql,
} from '../support/postgres.js';
import { DATABASES, SHIPMENTS, type ShopDatabase } from './support/transactions.js';
import { until } from './support/until.js';

const NAMES = Object.keys(DATABASES) as (keyof typeof DATABASES)[];
/** Far below a lease of the library's, which covers a handler's time limit and 15 s. */
const LEASE_MS = 500;

interface Behaviour {
  /** What the handler does with its n-th run, beside shipping. */
  readonly beforeAcknowledging?: (run: number) => Promise<void>;
  /** The outcome of the first run is never written: as if the process had ended after the commit. */
  readonly forgetFirstOutcome?: boolean;
}

describePostgres('event.acknowledge(tx) on PostgreSQL', () => {
  const schema = randomSchema();
  let app: INestApplicationContext | undefined;
  let opened: ShopDatabase | undefined;
  let runs: string[] = [];
  let errors: unknown[] = [];

  beforeAll(async () => {
    await sql(`CREATE SCHEMA ${schema}`);
    await sql(`CREATE TABLE ${schema}.${SHIPMENTS}`);
  });

  afterEach(async () => {
    await app?.close();
    await opened?.close();
    runs = [];
    errors = [];
  });

  afterAll(() => dropSchema(schema));

  async function open(shop: ShopDatabase, behaviour: Behaviour): Promise<void> {
    @Injectable()
    class Fulfilment {
      @OnPaymentPaid({ timeoutMs: 1000 })
      async ship({ payment, id, acknowledge }: PaymentPaidEvent): Promise<void> {
        runs.push(id);
        const run = runs.length;
        try {
          await shop.ship(payment.reference, async (tx) => {
            await behaviour.beforeAcknowledging?.(run);
            await acknowledge(tx);
          });
        } catch (error) {
          errors.push(error);
          throw error;
        }
      }
    }

    const store = new PostgresPaymentStore({ connectionString: POSTGRES_URL, schema });
    @Module({
      imports: [
        ScheduleModule.forRoot(),
        EventEmitterModule.forRoot(),
        KhqrModule.forRoot({
          provider: 'sandbox',
          store: forgetful(store, behaviour.forgetFirstOutcome ?? false),
          tracker: { tickMs: 100 },
          delivery: { retryDelaysMs: [100, 100, 100] },
        }),
      ],
      providers: [Fulfilment],
    })
    class AppModule {}

    app = await NestFactory.createApplicationContext(AppModule, {
      logger: false,
      abortOnError: false,
    });
  }

  /** A paid order. */
  async function order(name: string): Promise<string> {
    if (!app) throw new Error('There is no application.');
    const reference = `${name}-${Date.now()}`;
    const khqr = app.get(KhqrService);
    const payment = await khqr.createPayment({ reference, amount: '5.00', currency: 'USD' });
    app.get(SandboxBank).pay(payment.md5);
    return reference;
  }

  async function shipments(reference: string): Promise<number> {
    const text = `SELECT 1 FROM ${schema}.shipments WHERE reference = $1`;
    return (await sql(text, [reference])).length;
  }

  async function delivered(): Promise<void> {
    const operations = app?.get(KhqrOperations);
    await until('the delivery is done', async () => {
      const deliveries = (await operations?.listDeliveries()) ?? [];
      return runs.length > 0 && deliveries.every(({ status }) => status === 'done');
    });
  }

  it.each(NAMES)(
    '%s: overlapping runs have one effect',
    async (name) => {
      const database = (opened = await DATABASES[name](schema));
      // The first run outlasts its time limit, so that the second begins beside it; both then acknowledge.
      let bothRun: () => void = () => undefined;
      const both = new Promise<void>((resolve) => (bothRun = resolve));
      await open(database, {
        beforeAcknowledging: async (run) => {
          if (run >= 2) bothRun();
          await both;
        },
      });
      const reference = await order(name);
      await delivered();
      await until('the run that lost has failed', () => errors.length === 1);
      expect(new Set(runs).size).toBe(1);
      expect(runs).toHaveLength(2);
      expect(await shipments(reference)).toBe(1);
    },
    30_000,
  );

  it.each(NAMES)(
    '%s: a crash between commit and finish runs nothing again',
    async (name) => {
      const database = (opened = await DATABASES[name](schema));
      await open(database, { forgetFirstOutcome: true });
      const reference = await order(name);
      await until('the handler has committed', async () => (await shipments(reference)) === 1);
      await delivered();
      expect(runs).toHaveLength(1);
      expect(errors).toEqual([]);
      expect(await shipments(reference)).toBe(1);
    },
    30_000,
  );

  it.each(NAMES)(
    '%s: what throws after acknowledging undoes both',
    async (name) => {
      const database = (opened = await DATABASES[name](schema));
      const failing: ShopDatabase = {
        ...database,
        ship: (reference, acknowledge) =>
          database.ship(reference, async (tx) => {
            await acknowledge(tx);
            if (runs.length === 1) throw new Error('The printer is out of paper.');
          }),
      };
      await open(failing, {});
      const reference = await order(name);
      await delivered();
      expect(runs).toHaveLength(2);
      expect(errors).toHaveLength(1);
      expect(await shipments(reference)).toBe(1);
    },
    30_000,
  );
});

/** Deliveries are held for a short time, and the first outcome may get lost. */
function forgetful(store: PaymentStore, forgets: boolean): PaymentStore {
  let left = forgets ? 1 : 0;
  const around: Partial<PaymentStore> = {
    claimDeliveries: (request) => store.claimDeliveries({ ...request, leaseMs: LEASE_MS }),
    finishDelivery: async (...outcome) => {
      if (left > 0) {
        left -= 1;
        throw new Error('The process is gone.');
      }
      return store.finishDelivery(...outcome);
    },
  };
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(name in around ? around : target, name);
      if (typeof value !== 'function' || name in around) return value;
      return (value as () => unknown).bind(target);
    },
  });
}
