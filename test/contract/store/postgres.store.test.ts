import { afterAll, beforeAll, it } from '@jest/globals';
import pg from 'pg';
import type { KhqrClock } from '../../../lib/clock/khqr-clock.js';
import { PostgresPaymentStore } from '../../../lib/stores/postgres/postgres-payment.store.js';
import type { PaymentStore } from '../../../lib/stores/payment-store.port.js';
import { tablesIn } from '../../../lib/stores/sql/tables.js';
import { storeContract } from '../../../lib/testing/store-contract.js';
import { describePostgres, POSTGRES_URL, randomSchema } from '../../support/postgres.js';

describePostgres('PostgresPaymentStore keeps the promises of the ports', () => {
  const schemas = new Map<PaymentStore, string>();
  // One for all, as the schemas: a connection, or tables, cost the server more than all that most of the cases ask of it.
  let pool: pg.Pool;
  const unused: string[] = [];

  beforeAll(() => {
    pool = new pg.Pool({ connectionString: POSTGRES_URL });
  });

  afterAll(async () => {
    for (const schema of unused) await pool.query(`DROP SCHEMA "${schema}" CASCADE`);
    await pool.end();
  });

  async function open(schema: string, clock: KhqrClock): Promise<PaymentStore> {
    const store = new PostgresPaymentStore({ pool }, { schema });
    await store.open({ clock, warn: () => undefined });
    schemas.set(store, schema);
    return store;
  }

  const cases = storeContract({
    clock: 'own',
    create: (clock) => open(unused.pop() ?? randomSchema(), clock),
    replica: (store, clock) => open(schemas.get(store) ?? '', clock),
    async destroy(store) {
      const schema = schemas.get(store);
      if (schema === undefined) return;
      const written = Object.entries(tablesIn(schema)).filter(
        ([name]) => name !== 'schema' && name !== 'migrations',
      );
      await pool.query(written.map(([, table]) => `DELETE FROM ${table}`).join(';'));
      unused.push(schema);
    },
  });
  it.each(cases)('$name', async ({ run }) => {
    await run();
  });
});
