import { expect, it } from '@jest/globals';
import { SystemClock } from '../../../lib/clock/system.clock.js';
import { HANDLER_MEMORY_MS } from '../../../lib/delivery/delivery.js';
import { PostgresPaymentStore } from '../../../lib/stores/postgres/postgres-payment.store.js';
import { sampleEvent, samplePayment } from '../../../lib/testing/store-contract/samples.js';
import {
  describePostgres,
  dropSchema,
  POSTGRES_URL,
  randomSchema,
  sql,
} from '../../support/postgres.js';

const PAID = 'khqr.payment.paid';
const HOUR = 3_600_000;

// The contract's own cases move the clock by days, which a server's does not do: here the rows are made older instead.
describePostgres('PostgresPaymentStore, to a handler that was away for more than 72 hours', () => {
  it('gives what others were handed meanwhile as dead letters', async () => {
    const schema = randomSchema();
    const store = new PostgresPaymentStore({ connectionString: POSTGRES_URL }, { schema });
    try {
      await store.open({ clock: new SystemClock(), warn: () => undefined });
      const show = (id: string) => store.registerHandlers([{ id, type: PAID, account: null }]);
      const now = await store.now();
      const pay = async (id: string, occurredAt: number): Promise<void> => {
        const record = samplePayment({ id, status: 'PAID', dueAt: null });
        const events = [sampleEvent(record, PAID, { occurredAt })];
        await store.decide(record, () => ({ writes: [record], events, result: undefined }));
      };
      const age = (hours: number): Promise<unknown> =>
        sql(
          `UPDATE "${schema}".khqr_handlers SET last_seen_at = ${now - hours * HOUR} WHERE id = 'ship'`,
        );
      await show('email');
      await show('ship');
      await age(200);
      await pay('old', now - HANDLER_MEMORY_MS - HOUR);
      await pay('missed', now - HOUR);
      const dealt = async (status: 'waiting' | 'dead') =>
        (await store.listDeliveries({ status, handlerId: 'ship' }, 10)).map(
          ({ event }) => event.paymentId,
        );
      expect(await dealt('waiting')).toEqual([]);
      expect((await Promise.all([show('ship'), show('ship')])).sort()).toEqual([0, 2]);
      expect(await dealt('waiting')).toEqual([]);
      expect([...(await dealt('dead'))].sort()).toEqual(['missed', 'old']);
      const [dead] = await store.listDeliveries({ status: 'dead' }, 1);
      expect(dead?.delivery.error).toContain("'ship' was away");
      expect(dead?.delivery.finishedAt).toEqual(expect.any(Number));
      // Nothing of it comes a second time.
      await age(80);
      await show('ship');
      expect(await store.deliveryCounts()).toMatchObject({ waiting: 2, dead: 2, unrouted: 0 });
    } finally {
      await store.close();
      await dropSchema(schema);
    }
  });
});
