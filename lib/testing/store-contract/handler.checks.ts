import { deepEqual, equal, ok } from 'node:assert/strict';
import { HANDLER_MEMORY_MS } from '../../delivery/delivery.js';
import type { ContractCheck, ContractWorld } from './contract-world.js';
import { absenceChecks, routed } from './handler-absence.checks.js';
import { sampleEvent } from './samples.js';

const PAID = 'khqr.payment.paid';

export const handlerChecks: readonly ContractCheck[] = [
  {
    name: 'handlers: known once registered, and seen again at each registration',
    async check(world) {
      deepEqual(await world.store.listHandlers(), []);
      const before = await world.now();
      await world.race(10, (store) =>
        store.registerHandlers([
          { id: 'ship', type: PAID, account: null },
          { id: 'release', type: 'khqr.payment.expired', account: 'branch' },
        ]),
      );
      const first = await handlers(world);
      deepEqual(
        first.map(({ lastSeenAt: _, ...handler }) => handler),
        [
          { id: 'release', type: 'khqr.payment.expired', account: 'branch' },
          { id: 'ship', type: PAID, account: null },
        ],
      );
      ok(first.every(({ lastSeenAt }) => lastSeenAt >= before));
      await world.pass(world.moment);
      await world.handler('ship', PAID);
      const [release, ship, ...more] = await handlers(world);
      deepEqual(release, first[0]);
      ok(ship && ship.lastSeenAt > (first[1]?.lastSeenAt ?? 0));
      deepEqual({ ...ship, lastSeenAt: 0 }, { ...first[1], lastSeenAt: 0 });
      deepEqual(more, []);
    },
  },
  {
    name: 'handlers: an event goes to every handler of its type and account',
    async check(world) {
      await world.store.registerHandlers([
        { id: 'all', type: PAID, account: null },
        { id: 'again', type: PAID, account: null },
        { id: 'main', type: PAID, account: 'main' },
        { id: 'branch', type: PAID, account: 'branch' },
        { id: 'expired', type: 'khqr.payment.expired', account: null },
      ]);
      await world.add({ account: 'main' }, PAID);
      deepEqual(await routed(world), ['again', 'all', 'main']);
    },
  },
  {
    name: 'handlers: one identity may have several types and accounts, and gets each event once',
    async check(world) {
      await world.store.registerHandlers([
        { id: 'log', type: PAID, account: 'main' },
        { id: 'log', type: PAID, account: 'branch' },
        { id: 'log', type: 'khqr.payment.expired', account: null },
      ]);
      await world.handler('log', 'khqr.payment.expired', 'main');
      equal((await world.store.listHandlers()).length, 4);
      for (const account of ['main', 'branch', 'other']) {
        await world.add({ account }, PAID, 'khqr.payment.expired');
      }
      equal((await routed(world)).length, 5);
      await world.pass(world.moment);
      await world.handler('log', PAID);
      equal((await routed(world)).length, 6);
      equal((await world.store.deliveryCounts()).waiting, 6);
      const [view] = await world.store.listDeliveries({}, 1);
      const seen = (await world.store.listHandlers()).map(({ lastSeenAt }) => lastSeenAt);
      equal(view?.handlerLastSeenAt, Math.max(...seen));
    },
  },
  {
    name: 'handlers: an event without any handler waits for a first one, once for each',
    async check(world) {
      await world.handler('expired', 'khqr.payment.expired');
      await world.add({ account: 'main' }, PAID);
      deepEqual(await routed(world), []);
      equal((await world.store.deliveryCounts()).unrouted, 1);
      await world.handler('branch', PAID, 'branch');
      deepEqual(await routed(world), []);
      await world.race(6, (store) =>
        store.registerHandlers([{ id: 'ship', type: PAID, account: null }]),
      );
      await world.handler('book', PAID);
      deepEqual(await routed(world), ['book', 'ship']);
      equal((await world.store.deliveryCounts()).unrouted, 0);
      const { delivery, event } = await world.claimDelivery('ship');
      equal(event.type, PAID);
      await world.store.finishDelivery(delivery.id, delivery.epoch, { status: 'done' });
      await world.handler('ship', PAID);
      deepEqual(await world.claimDeliveries('ship'), []);
    },
  },
  {
    name: 'handlers: a new one gets nothing that others have got already',
    async check(world) {
      await world.handler('ship', PAID);
      await world.add({}, PAID);
      await world.handler('book', PAID);
      deepEqual(await routed(world), ['ship']);
    },
  },
  {
    name: 'handlers: an event written while one registers for the first time is delivered to it',
    async check(world) {
      await world.race(20, async (store, index) => {
        if (index === 9) await store.registerHandlers([{ id: 'ship', type: PAID, account: null }]);
        else await world.add({}, PAID);
      });
      equal((await routed(world)).length, 19);
    },
  },
  {
    name: 'handlers: an event of more than 72 hours ago is not handed to a first handler any more',
    async check(world) {
      await world.add({}, PAID);
      const record = await world.payment();
      const occurredAt = (await world.now()) - HANDLER_MEMORY_MS - 60_000;
      await world.write(record, sampleEvent(record, PAID, { occurredAt }));
      equal((await world.store.deliveryCounts()).unrouted, 1);
      await world.handler('ship', PAID);
      deepEqual(await routed(world), ['ship']);
    },
  },
  ...absenceChecks,
  {
    name: 'handlers: an alert is written once, without a payment, and goes to all of its type',
    async check(world) {
      await world.handler('page', 'khqr.alert');
      await world.handler('branch', 'khqr.alert', 'branch');
      const occurredAt = await world.now();
      const alert = { kind: 'lane-stopped', message: 'The credential is refused.' } as const;
      const nothing = { account: null, paymentId: null, reference: null };
      const event = {
        id: 'alert-1',
        type: 'khqr.alert',
        ...nothing,
        occurredAt,
        deliverAt: occurredAt,
        alert,
      } as const;
      const written = await world.race(10, (store) => store.appendEvent(event));
      equal(written.filter(Boolean).length, 1);
      equal(await world.store.appendEvent(event), false);
      deepEqual(await routed(world), ['branch', 'page']);
      const claimed = await world.claimDelivery('page');
      deepEqual(claimed.event, event);
      const started = await world.store.startDelivery(claimed.delivery.id, claimed.delivery.epoch);
      deepEqual(started, { verdict: 'run', payment: null });
    },
  },
];

async function handlers(world: ContractWorld) {
  const known = await world.store.listHandlers();
  return [...known].sort((a, b) => a.id.localeCompare(b.id));
}
