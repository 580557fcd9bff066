import { it } from '@jest/globals';
import type { KhqrClock } from '../../../lib/clock/khqr-clock.js';
import { PostgresPaymentStore } from '../../../lib/stores/postgres/postgres-payment.store.js';
import type { PaymentStore } from '../../../lib/stores/payment-store.port.js';
import { storeContract } from '../../../lib/testing/store-contract.js';
import {
  describePostgres,
  dropSchema,
  POSTGRES_URL,
  randomSchema,
} from '../../support/postgres.js';

describePostgres('PostgresPaymentStore keeps the promises of the ports', () => {
  const schemas = new Map<PaymentStore, string>();

  async function open(schema: string, clock: KhqrClock): Promise<PaymentStore> {
    const store = new PostgresPaymentStore({ connectionString: POSTGRES_URL }, { schema });
    await store.open({ clock, warn: () => undefined });
    schemas.set(store, schema);
    return store;
  }

  const cases = storeContract({
    clock: 'own',
    create: (clock) => open(randomSchema(), clock),
    replica: (store, clock) => open(schemas.get(store) ?? '', clock),
    destroy: (store) => dropSchema(schemas.get(store) ?? ''),
  });
  it.each(cases)('$name', async ({ run }) => {
    await run();
  });
});
