import { deepEqual, equal, match, ok } from 'node:assert/strict';
import type { DeliveryRecord } from '../../delivery/delivery.js';
import type { ContractCheck, ContractWorld } from './contract-world.js';

const PAID = 'khqr.payment.paid';

export const deadLetterChecks: readonly ContractCheck[] = [
  {
    name: 'dead letters: listed with their error, not claimed, and run again from 0 when asked',
    async check(world) {
      await world.handler('ship', PAID);
      const record = await world.add({}, PAID);
      const dead = await kill(world, 'ship', 'the warehouse is on fire');
      deepEqual(await world.store.deliveryCounts(), {
        waiting: 0,
        running: 0,
        dead: 1,
        unrouted: 0,
      });
      const [view] = await world.store.listDeliveries({ status: 'dead' }, 10);
      equal(view?.delivery.error, 'the warehouse is on fire');
      ok(view.delivery.finishedAt);
      deepEqual(await world.claimDeliveries('ship'), []);
      equal(await world.store.nextDeliveryAt(['ship']), null);

      const before = await world.now();
      equal(await world.store.redeliver({ paymentId: record.id }), 1);
      equal(await world.store.redeliver({ paymentId: record.id }), 0);
      const [waiting] = await world.store.listDeliveries({ status: 'waiting' }, 10);
      equal(waiting?.delivery.attempt, 0);
      equal(waiting.delivery.finishedAt, null);
      ok(waiting.delivery.dueAt >= before);
      const { delivery } = await world.claimDelivery('ship');
      equal(delivery.id, dead.id);
      equal(delivery.attempt, 1);
      ok(delivery.epoch > dead.epoch);
    },
  },
  {
    name: 'dead letters: redeliver takes those that match, and only dead ones',
    async check(world) {
      await world.handler('ship', PAID);
      const [first, second] = [await world.add({}, PAID), await world.add({}, PAID)];
      await kill(world, 'ship');
      await kill(world, 'ship');
      await world.add({}, PAID);
      equal(await world.store.redeliver({ paymentId: 'nobody' }), 0);
      equal(await world.store.redeliver({ handlerId: 'nobody' }), 0);
      equal(await world.store.redeliver({ status: 'waiting' }), 0);
      equal(await world.store.redeliver({ eventId: `${first.id}.paid` }), 1);
      equal(await world.store.redeliver({ handlerId: 'ship', status: 'dead' }), 1);
      const views = await world.store.listDeliveries({ paymentId: second.id }, 10);
      equal(views[0]?.delivery.status, 'waiting');
      equal((await world.store.deliveryCounts()).waiting, 3);
    },
  },
  {
    name: 'dead letters: can be handed to another handler, which runs no event twice',
    async check(world) {
      await world.handler('old', PAID);
      const record = await world.add({}, PAID);
      await kill(world, 'old');
      await world.handler('new', PAID);
      const both = await world.add({}, PAID);
      await kill(world, 'old');
      const own = await world.claimDelivery('new');
      await world.store.finishDelivery(own.delivery.id, own.delivery.epoch, { status: 'done' });

      equal(await world.store.redeliver({ handlerId: 'old' }, 'new'), 1);
      const moved = await world.store.listDeliveries({ paymentId: record.id }, 10);
      equal(moved.length, 1);
      const { delivery } = await world.claimDelivery('new');
      equal(delivery.id, `${record.id}.paid:new`);
      equal(delivery.attempt, 1);
      deepEqual(await world.claimDeliveries('new'), []);
      const kept = await world.store.listDeliveries({ paymentId: both.id }, 10);
      deepEqual(kept.map((view) => `${view.delivery.handlerId} ${view.delivery.status}`).sort(), [
        'new done',
        'old dead',
      ]);
    },
  },
  {
    name: 'dead letters: what waits for a handler that has gone is buried, and said',
    async check(world) {
      await world.handler('gone', PAID);
      await world.handler('here', PAID);
      await world.add({}, PAID);
      await world.add({}, PAID);
      // A process that dies with its handler leaves a run behind that nobody will ever claim again.
      const died = await world.claimDelivery('gone', world.lease);
      await world.pass(world.lease + world.moment);
      const lastSeenBefore = await world.now();
      deepEqual(await world.store.buryOrphans(lastSeenBefore - world.lease * 100), []);
      await world.pass(world.moment);
      await world.handler('here', PAID);

      const buried = await world.store.buryOrphans(lastSeenBefore);
      deepEqual(
        buried.map(({ delivery }) => `${delivery.handlerId} ${delivery.status}`),
        ['gone dead', 'gone dead'],
      );
      ok(buried.some(({ delivery }) => delivery.id === died.delivery.id));
      for (const { delivery } of buried) match(String(delivery.error), /gone/);
      deepEqual(await world.store.buryOrphans(lastSeenBefore), []);
      deepEqual(await world.store.deliveryCounts(), {
        waiting: 2,
        running: 0,
        dead: 2,
        unrouted: 0,
      });
      equal(await world.store.redeliver({ handlerId: 'gone' }), 2);
      equal((await world.claimDeliveries('gone')).length, 2);
    },
  },
  {
    name: 'dead letters: a run under way is not buried',
    async check(world) {
      await world.handler('gone', PAID);
      await world.add({}, PAID);
      const { delivery } = await world.claimDelivery('gone');
      await world.pass(world.moment);
      deepEqual(await world.store.buryOrphans(await world.now()), []);
      equal(
        await world.store.finishDelivery(delivery.id, delivery.epoch, { status: 'done' }),
        true,
      );
    },
  },
  {
    name: 'acknowledge: null, or one INSERT without parameters for each delivery',
    async check(world) {
      const sql = world.store.acknowledgement('payment-1.paid:Orders.ship');
      if (sql === null) return;
      match(sql, /^\s*insert\s+into\s[^;]*;?\s*$/i);
      ok(!/\$\d|\?/.test(sql), 'no placeholders');
      ok(sql !== world.store.acknowledgement('payment-2.paid:Orders.ship'));
    },
  },
];

/** Claims the next delivery of this handler and gives it up. */
async function kill(
  world: ContractWorld,
  handlerId: string,
  error = 'failed',
): Promise<DeliveryRecord> {
  const { delivery } = await world.claimDelivery(handlerId);
  ok(await world.store.finishDelivery(delivery.id, delivery.epoch, { status: 'dead', error }));
  return delivery;
}
