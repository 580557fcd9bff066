import { setTimeout as pass } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import pg from 'pg';
import { SystemClock } from '../../../lib/clock/system.clock.js';
import { PostgresPaymentStore } from '../../../lib/stores/postgres/postgres-payment.store.js';
import type { PostgresPool } from '../../../lib/stores/postgres/postgres.driver.js';
import {
  describePostgres,
  dropSchema,
  POSTGRES_URL,
  randomSchema,
} from '../../support/postgres.js';
import { eventRecord, paymentRecord } from '../../support/records.js';

/** A pool whose statement that looks for what may go sleeps between what it sees and what it locks. */
function sleepyPool(inner: pg.Pool): PostgresPool {
  return {
    async connect() {
      const client = await inner.connect();
      return new Proxy(client, {
        get(target, key) {
          const value: unknown = Reflect.get(target, key, target);
          if (typeof value !== 'function') return value;
          if (key !== 'query') return value.bind(target) as unknown;
          return (statement: { readonly text: string; readonly values?: unknown[] }) => {
            const text = /FOR UPDATE OF/.test(statement.text)
              ? statement.text.replace(
                  'WHERE p.created_at',
                  "WHERE (SELECT pg_sleep(1)::text) = '' AND p.created_at",
                )
              : statement.text;
            return target.query({ ...statement, text });
          };
        },
      });
    },
  };
}

describePostgres('PostgresPaymentStore, looking for payments to prune', () => {
  it('leaves one that becomes PAID meanwhile, with its event', async () => {
    const schema = randomSchema();
    const inner = new pg.Pool({ connectionString: POSTGRES_URL, max: 6 });
    const store = new PostgresPaymentStore({ pool: sleepyPool(inner) }, { schema });
    try {
      await store.open({ clock: new SystemClock(), warn: () => undefined });
      await store.registerHandlers([{ id: 'ship', type: 'khqr.payment.paid', account: null }]);
      const record = paymentRecord({ status: 'EXPIRED', createdAt: 1000, dueAt: null });
      const write = (status: 'EXPIRED' | 'PAID') =>
        store.decide(record, () => ({
          writes: [{ ...record, status, paidAt: status === 'PAID' ? 2000 : null }],
          events: status === 'PAID' ? [eventRecord(record, 'khqr.payment.paid')] : [],
          result: undefined,
        }));
      await write('EXPIRED');
      const pruned = store.prune(10_000, ['EXPIRED']);
      await pass(400);
      await write('PAID');
      expect(await pruned).toBe(0);
      expect(await store.find({ id: record.id })).toMatchObject({ status: 'PAID' });
      expect(await store.listDeliveries({}, 10)).toHaveLength(1);
    } finally {
      await store.close();
      await inner.end();
      await dropSchema(schema);
    }
  });
});
