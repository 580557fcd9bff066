import { afterAll, beforeAll, it } from '@jest/globals';
import pg from 'pg';
import type { KhqrClock } from '../../../lib/clock/khqr-clock.js';
import { PostgresPaymentStore } from '../../../lib/stores/postgres/postgres-payment.store.js';
import type { PaymentStore } from '../../../lib/stores/payment-store.port.js';
import { storeContract } from '../../../lib/testing/store-contract.js';
import { describePostgres, POSTGRES_URL, randomSchema } from '../../support/postgres.js';

describePostgres('PostgresPaymentStore keeps the promises of the ports', () => {
  const schemas = new Map<PaymentStore, string>();
  // One for all: a connection costs the server more than all that most of the cases ask of it.
  let pool: pg.Pool;

  beforeAll(() => {
    pool = new pg.Pool({ connectionString: POSTGRES_URL });
  });

  afterAll(() => pool.end());

  async function open(schema: string, clock: KhqrClock): Promise<PaymentStore> {
    const store = new PostgresPaymentStore({ pool }, { schema });
    await store.open({ clock, warn: () => undefined });
    schemas.set(store, schema);
    return store;
  }

  const cases = storeContract({
    clock: 'own',
    create: (clock) => open(randomSchema(), clock),
    replica: (store, clock) => open(schemas.get(store) ?? '', clock),
    async destroy(store) {
      await pool.query(`DROP SCHEMA IF EXISTS "${schemas.get(store) ?? ''}" CASCADE`);
    },
  });
  it.each(cases)('$name', async ({ run }) => {
    await run();
  });
});
