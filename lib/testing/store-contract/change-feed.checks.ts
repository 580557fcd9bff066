import { deepEqual, equal, ok } from 'node:assert/strict';
import type { PaymentRecord } from '../../payment/payment-record.js';
import type { Change } from '../../stores/change-feed.port.js';
import type { PaymentStore } from '../../stores/payment-store.port.js';
import type { ContractCheck } from './contract-world.js';

/** A feed may be late; one that says nothing for this long says nothing. Milliseconds of real time. */
const PATIENCE_MS = 5000;

export const changeFeedChecks: readonly ContractCheck[] = [
  {
    name: 'changes: told after the step, so that whoever reads then reads the new state',
    async check(world) {
      const record = await world.add();
      const read = heard(world.store, record.id, () => world.store.find({ id: record.id }));
      await world.write({ ...record, note: 'new' });
      equal((await read)?.note, 'new');
    },
  },
  {
    name: 'changes: say whether there are events',
    async check(world) {
      const told: Change[] = [];
      const plain = await world.payment();
      const eventful = await world.payment();
      const heardPlain = heard(world.store, plain.id, () => Promise.resolve());
      const heardEventful = heard(world.store, eventful.id, () => Promise.resolve());
      world.store.subscribe((change) => told.push(change));
      await world.write(plain);
      await heardPlain;
      await world.add({ id: eventful.id }, 'khqr.payment.created');
      await heardEventful;
      const of = (record: PaymentRecord) =>
        told.filter(({ paymentId }) => paymentId === record.id).map(({ hasEvents }) => hasEvents);
      ok(of(plain).every((hasEvents) => !hasEvents));
      ok(of(eventful).some((hasEvents) => hasEvents));
    },
  },
  {
    name: 'changes: a subscriber that throws hurts neither the writer nor other subscribers',
    async check(world) {
      world.store.subscribe(() => {
        throw new Error('thrown by a subscriber');
      });
      const record = await world.payment();
      const told = heard(world.store, record.id, () => world.store.find({ id: record.id }));
      await world.write(record);
      deepEqual(await told, record);
    },
  },
  {
    name: 'changes: one subscription ends without the others',
    async check(world) {
      const counts = { ended: 0, kept: 0 };
      const end = world.store.subscribe(() => (counts.ended += 1));
      world.store.subscribe(() => (counts.kept += 1));
      end();
      end();
      const record = await world.payment();
      const told = heard(world.store, record.id, () => Promise.resolve());
      await world.write(record);
      await told;
      equal(counts.ended, 0);
      ok(counts.kept > 0);
    },
  },
];

/** What `then` answers when the payment's change is told. */
async function heard<T>(store: PaymentStore, id: string, then: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => {
      end();
      reject(new Error(`No change of ${id} was told in ${PATIENCE_MS} ms.`));
    }, PATIENCE_MS);
    const end = store.subscribe(({ paymentId }) => {
      if (paymentId !== id) return;
      clearTimeout(limit);
      end();
      then().then(resolve, reject);
    });
  });
}
