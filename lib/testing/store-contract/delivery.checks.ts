import { deepEqual, equal, ok } from 'node:assert/strict';
import { sampleEvent } from './samples.js';
import type { ContractCheck, ContractWorld } from './contract-world.js';

const PAID = 'khqr.payment.paid';
const EVENTS = 60;

export const deliveryChecks: readonly ContractCheck[] = [
  {
    name: 'deliveries: as written, and as claimed',
    async check(world) {
      await world.handler('ship', PAID);
      const before = await world.now();
      const { id } = await world.add({}, PAID);
      const [view] = await world.store.listDeliveries({}, 10);
      ok(view);
      const { createdAt } = view.delivery;
      ok(createdAt >= before && createdAt <= (await world.now()));
      const waiting = {
        ...{ id: `${id}.paid:ship`, eventId: `${id}.paid`, handlerId: 'ship', status: 'waiting' },
        ...{ attempt: 0, createdAt, dueAt: view.event.deliverAt, leaseOwner: null, leaseUntil: 0 },
        ...{ epoch: 0, started: false, error: null, finishedAt: null },
      };
      deepEqual(view.delivery, waiting);
      const { delivery, event } = await world.claimDelivery('ship', 60_000);
      deepEqual(event, view.event);
      const { leaseUntil } = delivery;
      ok(leaseUntil >= before + 60_000 && leaseUntil <= (await world.now()) + 60_000);
      const lease = { leaseOwner: 'claimer', leaseUntil, epoch: 1, attempt: 1 };
      deepEqual(delivery, { ...waiting, ...lease, status: 'running' });
    },
  },
  {
    name: 'deliveries: not before their time, smallest due time first, at most the limit',
    async check(world) {
      await world.handler('ship', PAID);
      const now = await world.now();
      for (const [id, offset] of Object.entries({ a: -1, b: -3, c: 60_000, d: -2 })) {
        const record = await world.payment({ id });
        await world.write(
          record,
          sampleEvent(record, PAID, { occurredAt: now, deliverAt: now + offset }),
        );
      }
      equal(await world.store.nextDeliveryAt(['ship']), now - 3);
      const first = await world.claimDeliveries('ship', 2);
      const rest = await world.claimDeliveries('ship', 10);
      deepEqual(
        [...first, ...rest].map(({ event }) => event.paymentId),
        ['b', 'd', 'a'],
      );
      equal(await world.store.nextDeliveryAt(['ship']), now + 60_000);
    },
  },
  {
    name: 'deliveries: only to those who have the handler',
    async check(world) {
      await world.handler('ship', PAID);
      await world.handler('book', PAID);
      await world.add({}, PAID);
      equal(await world.store.nextDeliveryAt([]), null);
      equal(await world.store.nextDeliveryAt(['nobody']), null);
      deepEqual(await world.claimDeliveries('nobody'), []);
      const request = { owner: 'a', handlerIds: ['book', 'ship'], limit: 10, leaseMs: 60_000 };
      deepEqual(await world.store.claimDeliveries({ ...request, handlerIds: [] }), []);
      equal((await world.claimDeliveries('book')).length, 1);
      const [left, ...more] = await world.store.claimDeliveries(request);
      equal(left?.delivery.handlerId, 'ship');
      deepEqual(more, []);
    },
  },
  {
    name: 'deliveries: many claimers at once get each one once',
    async check(world) {
      await world.handler('ship', PAID);
      await world.handler('book', PAID);
      for (let index = 0; index < EVENTS; index += 1) await world.add({}, PAID);
      const claimed = await world.race(12, async (store, index) => {
        const request = {
          owner: `p-${index}`,
          handlerIds: ['ship', 'book'],
          limit: 5,
          leaseMs: 60_000,
        };
        const ids: string[] = [];
        for (;;) {
          const claims = await store.claimDeliveries(request);
          if (claims.length === 0 || ids.length > EVENTS * 2) return ids;
          ids.push(...claims.map(({ delivery }) => delivery.id));
        }
      });
      const ids = claimed.flat();
      equal(ids.length, EVENTS * 2);
      equal(new Set(ids).size, EVENTS * 2);
    },
  },
  {
    name: 'deliveries: listed and counted by what they are',
    async check(world) {
      await world.handler('ship', PAID);
      const [first, second] = [await world.add({}, PAID), await world.add({}, PAID)];
      await world.handler('book', PAID);
      await world.add({}, PAID);
      await world.claimDelivery('book');
      const count = async (...args: Parameters<ContractWorld['store']['listDeliveries']>) =>
        (await world.store.listDeliveries(...args)).length;
      equal(await count({}, 10), 4);
      equal(await count({}, 3), 3);
      equal(await count({ handlerId: 'ship' }, 10), 3);
      equal(await count({ status: 'running' }, 10), 1);
      equal(await count({ status: 'waiting', paymentId: first.id }, 10), 1);
      equal(await count({ eventId: `${second.id}.paid`, handlerId: 'book' }, 10), 0);
      deepEqual(await world.store.deliveryCounts(), {
        waiting: 3,
        running: 1,
        dead: 0,
        unrouted: 0,
      });
      const [view] = await world.store.listDeliveries({ handlerId: 'book' }, 1);
      const handlers = await world.store.listHandlers();
      equal(view?.handlerLastSeenAt, handlers.find(({ id }) => id === 'book')?.lastSeenAt);
    },
  },
];
