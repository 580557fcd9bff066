import { deepEqual, equal, ok } from 'node:assert/strict';
import type { ContractCheck } from './contract-world.js';

const PAID = 'khqr.payment.paid';

export const deliveryEndChecks: readonly ContractCheck[] = [
  {
    name: 'deliveries: when the lease ends the run is given again, counted, and the first one has nothing more to say',
    async check(world) {
      await world.handler('ship', PAID);
      await world.add({}, PAID);
      const { delivery: first } = await world.claimDelivery('ship', world.lease);
      await world.store.startDelivery(first.id, first.epoch);
      equal(await world.store.nextDeliveryAt(['ship']), first.leaseUntil);
      deepEqual(await world.claimDeliveries('ship'), []);
      await world.pass(world.lease);
      const { delivery: second } = await world.claimDelivery('ship');
      equal(second.attempt, 2);
      ok(second.epoch > first.epoch);
      equal(second.started, false);
      equal(await world.store.finishDelivery(first.id, first.epoch, { status: 'done' }), false);
      equal(await world.store.finishDelivery(second.id, second.epoch, { status: 'done' }), true);
    },
  },
  {
    name: 'deliveries: what is done or superseded stays so',
    async check(world) {
      await world.handler('ship', PAID);
      for (const status of ['done', 'superseded'] as const) {
        await world.add({}, PAID);
        const { delivery } = await world.claimDelivery('ship', world.lease);
        const { id, epoch } = delivery;
        equal(await world.store.finishDelivery(id, epoch, { status }), true);
        equal(
          await world.store.finishDelivery(id, epoch, { status: 'dead', error: 'late' }),
          false,
        );
        equal(await world.store.finishDelivery(id, epoch, again(0)), false);
        const [view] = await world.store.listDeliveries({ status }, 10);
        ok(view?.delivery.finishedAt);
        deepEqual(
          { ...view.delivery, finishedAt: null },
          {
            ...delivery,
            ...{ status, leaseOwner: null, leaseUntil: 0 },
          },
        );
      }
      await world.pass(world.lease);
      deepEqual(await world.claimDeliveries('ship'), []);
      equal(await world.store.nextDeliveryAt(['ship']), null);
      equal(await world.store.redeliver({}), 0);
      equal(await world.store.finishDelivery('nobody', 1, { status: 'done' }), false);
    },
  },
  {
    name: 'deliveries: a failed run waits for its delay and keeps its error',
    async check(world) {
      await world.handler('ship', PAID);
      await world.add({}, PAID);
      const { delivery } = await world.claimDelivery('ship');
      const before = await world.now();
      await world.store.finishDelivery(delivery.id, delivery.epoch, {
        ...again(world.lease),
        error: 'ផ្ទុះ 💥',
      });
      const [view] = await world.store.listDeliveries({}, 10);
      const waiting = view?.delivery;
      ok(waiting && waiting.dueAt >= before + world.lease);
      const { status, attempt, error, leaseOwner, leaseUntil, started, finishedAt } = waiting;
      deepEqual(
        { status, attempt, error, leaseOwner, leaseUntil, started, finishedAt },
        {
          status: 'waiting',
          attempt: 1,
          error: 'ផ្ទុះ 💥',
          leaseOwner: null,
          leaseUntil: 0,
          started: false,
          finishedAt: null,
        },
      );
      equal(await world.store.nextDeliveryAt(['ship']), waiting.dueAt);
      deepEqual(await world.claimDeliveries('ship'), []);
      await world.pass(world.lease);
      equal((await world.claimDelivery('ship')).delivery.attempt, 2);
    },
  },
  {
    name: 'deliveries: a run that did not begin is not counted',
    async check(world) {
      await world.handler('ship', PAID);
      await world.add({}, PAID);
      const { delivery } = await world.claimDelivery('ship');
      const outcome = { ...again(0), countAttempt: false };
      equal(await world.store.finishDelivery(delivery.id, delivery.epoch, outcome), true);
      const next = (await world.claimDelivery('ship')).delivery;
      equal(next.attempt, 1);
      ok(next.epoch > delivery.epoch);
    },
  },
];

function again(delayMs: number) {
  return { status: 'waiting', delayMs, error: null, countAttempt: true } as const;
}
