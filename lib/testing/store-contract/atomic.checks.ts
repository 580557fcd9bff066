import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { isKhqrError } from '../../errors/is-khqr-error.js';
import type { Decision, Rule } from '../../payment/decision.js';
import type { PaymentRecord } from '../../payment/payment-record.js';
import type { Change } from '../../stores/change-feed.port.js';
import type { ContractCheck, ContractWorld } from './contract-world.js';
import { sampleEvent, samplePayment } from './samples.js';

export const atomicChecks: readonly ContractCheck[] = [
  {
    name: "decide: the rule sees every attempt in order and the store's time, and its result is answered",
    async check(world) {
      const reference = 'order-1';
      const second = await world.add({ reference, attempt: 2 });
      const first = await world.add({ reference, attempt: 1 });
      const before = await world.now();
      const seen = await world.store.decide(first, (attempts, now) => ({
        writes: [],
        events: [],
        result: { attempts, now },
      }));
      deepEqual(seen.attempts, [first, second]);
      ok(seen.now >= before && seen.now <= (await world.now()), 'now is the present');
    },
  },
  {
    name: 'decide: records, events and deliveries are written together',
    async check(world) {
      await world.handler('ship', 'khqr.payment.paid');
      const record = await world.add();
      const other = await world.payment({ reference: record.reference, attempt: 2 });
      const paid = { ...record, status: 'PAID', dueAt: null } as const;
      const event = sampleEvent(paid, 'khqr.payment.paid', { occurredAt: await world.now() });
      await world.store.decide(record, () => ({
        writes: [paid, other],
        events: [event],
        transitions: [{ paymentId: paid.id, from: 'PENDING', to: 'PAID', reason: 'paid' }],
        result: undefined,
      }));
      deepEqual(await world.store.attempts(record), [paid, other]);
      const [view] = await world.store.listDeliveries({}, 10);
      deepEqual(view?.event, event);
    },
  },
  {
    name: 'decide: who sees the transition sees its delivery too',
    async check(world) {
      await world.handler('ship', 'khqr.payment.paid');
      const record = await world.add();
      await world.race(60, async (store, index) => {
        if (index === 20) {
          const event = sampleEvent(record, 'khqr.payment.paid');
          const paid = { ...record, status: 'PAID' } as const;
          await store.decide(record, () => ({
            writes: [paid],
            events: [event],
            result: undefined,
          }));
        } else if ((await store.find({ id: record.id }))?.status === 'PAID') {
          equal((await store.listDeliveries({ paymentId: record.id }, 10)).length, 1);
        }
      });
    },
  },
  {
    name: 'decide: a rule that throws writes nothing, and its error comes through',
    async check(world) {
      await world.handler('ship', 'khqr.payment.paid');
      const record = await world.add();
      const error = new Error('thrown by the rule');
      const decided = world.store.decide(record, () => {
        throw error;
      });
      await rejects(decided, (thrown) => thrown === error);
      await nothingHappened(world, record);
      // The reference is not left locked.
      equal(await world.store.decide(record, () => ({ writes: [], events: [], result: 1 })), 1);
    },
  },
  {
    name: 'decide: one md5 cannot belong to two payments: KhqrConflictError with the other, nothing written',
    async check(world) {
      await world.handler('ship', 'khqr.payment.paid');
      const record = await world.add();
      const other = await world.add();
      await conflicts(world, record, other, {
        writes: [
          { ...record, status: 'PAID' },
          samplePayment({ reference: record.reference, attempt: 2, md5: other.md5 }),
        ],
        events: [sampleEvent(record, 'khqr.payment.paid')],
        result: undefined,
      });
      await nothingHappened(world, record);
      await conflicts(world, record, other, {
        writes: [{ ...record, md5: other.md5 }],
        events: [],
        result: undefined,
      });
      deepEqual(await world.read(other.id), other);
    },
  },
  {
    name: 'decide: one attempt number cannot be given twice',
    async check(world) {
      const record = await world.add();
      const again = samplePayment({ reference: record.reference, attempt: 1 });
      await conflicts(world, record, record, { writes: [again], events: [], result: undefined });
      equal(await world.store.find({ id: again.id }), null);
    },
  },
  {
    name: 'decide: two payments race for one md5 under different references: one has it',
    async check(world) {
      const md5 = 'ab'.repeat(16);
      const records = await Promise.all(Array.from({ length: 10 }, () => world.payment({ md5 })));
      const outcomes = await world.race(records.length, async (store, index) => {
        const record = records[index] ?? samplePayment();
        return store
          .decide(record, () => ({ writes: [record], events: [], result: 'written' }))
          .catch((error: unknown) => (isKhqrError(error) ? error.code : error));
      });
      deepEqual(outcomes.sort(), [...Array.from({ length: 9 }, () => 'KHQR_CONFLICT'), 'written']);
    },
  },
  {
    name: 'decide: 50 calls at once for one new reference make one record',
    async check(world) {
      const key = { account: 'default', reference: 'order-1' };
      const begin: Rule<string> = (attempts, now) => {
        const [known] = attempts;
        if (known) return { writes: [], events: [], result: known.id };
        const record = samplePayment({ ...key, createdAt: now });
        return { writes: [record], events: [], result: record.id };
      };
      const ids = await world.race(50, (store) => store.decide(key, begin));
      equal(new Set(ids).size, 1);
      equal((await world.store.attempts(key)).length, 1);
    },
  },
  {
    name: 'decide: 100 calls at once on one record lose no change',
    async check(world) {
      const record = await world.add();
      await world.race(100, (store) =>
        store.decide(record, (attempts) => ({
          writes: attempts.map((known) => ({ ...known, strikes: known.strikes + 1 })),
          events: [],
          result: undefined,
        })),
      );
      equal((await world.read(record.id)).strikes, 100);
    },
  },
  {
    name: 'decide: the same event in a second step is written once, with one delivery',
    async check(world) {
      await world.handler('ship', 'khqr.payment.paid');
      const record = await world.add({}, 'khqr.payment.paid');
      await world.write({ ...record, note: 'again' }, sampleEvent(record, 'khqr.payment.paid'));
      equal((await world.read(record.id)).note, 'again');
      equal((await world.store.listDeliveries({}, 10)).length, 1);
    },
  },
];

async function conflicts(
  world: ContractWorld,
  key: PaymentRecord,
  other: PaymentRecord,
  decision: Decision<undefined>,
): Promise<void> {
  await rejects(
    world.store.decide(key, () => decision),
    (error) => {
      ok(
        isKhqrError(error) && error.code === 'KHQR_CONFLICT',
        `a KhqrConflictError, got ${String(error)}`,
      );
      deepEqual((error as { payment?: unknown }).payment, other);
      return true;
    },
  );
}

/** The record is as it was, alone, and nothing is on its way; a step that changes nothing tells nobody. */
async function nothingHappened(world: ContractWorld, record: PaymentRecord): Promise<void> {
  const told: Change[] = [];
  const end = world.store.subscribe((change) => told.push(change));
  await world.store.decide(record, () => ({ writes: [], events: [], result: undefined }));
  end();
  deepEqual(told, []);
  deepEqual(await world.store.attempts(record), [record]);
  deepEqual(await world.store.listDeliveries({}, 10), []);
  const { waiting, unrouted } = await world.store.deliveryCounts();
  deepEqual({ waiting, unrouted }, { waiting: 0, unrouted: 0 });
}
