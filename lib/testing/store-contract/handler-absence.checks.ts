import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { HANDLER_MEMORY_MS } from '../../delivery/delivery.js';
import type { PaymentRecord } from '../../payment/payment-record.js';
import type { ContractCheck, ContractWorld } from './contract-world.js';

const PAID = 'khqr.payment.paid';

/** Handlers that come late, or are away for long. */
export const absenceChecks: readonly ContractCheck[] = [
  {
    name: 'handlers: an event that no handler came for in 72 hours is over',
    needs: 'given-clock',
    async check(world) {
      await world.add({}, PAID);
      await world.pass(HANDLER_MEMORY_MS + 1);
      await world.add({}, PAID);
      equal((await world.store.deliveryCounts()).unrouted, 1);
      await world.handler('ship', PAID);
      deepEqual(await routed(world), ['ship']);
    },
  },
  {
    name: 'handlers: one not seen for 72 hours gets nothing new, until it is back',
    needs: 'given-clock',
    async check(world) {
      await world.handler('ship', PAID);
      await world.pass(HANDLER_MEMORY_MS);
      await world.add({}, PAID);
      deepEqual(await routed(world), ['ship']);
      await world.pass(1);
      await world.add({}, PAID);
      deepEqual(await routed(world), ['ship']);
      equal((await world.store.deliveryCounts()).unrouted, 1);
      await world.handler('ship', PAID);
      deepEqual(await routed(world), ['ship', 'ship']);
    },
  },
  {
    name: 'handlers: for one that comes back after more than 72 hours, what others were handed meanwhile is a dead letter',
    needs: 'given-clock',
    async check(world) {
      await world.handler('ship', PAID);
      await world.handler('email', PAID);
      const before = await world.add({}, PAID);
      await finish(world, 'ship');
      await finish(world, 'email');
      await world.pass(HANDLER_MEMORY_MS / 2);
      await world.handler('email', PAID);
      const waits = await world.add({}, PAID);
      await world.pass(HANDLER_MEMORY_MS / 2 + 1);
      const missed = await world.add({}, PAID);
      await world.add({ account: 'main' }, 'khqr.payment.expired');
      deepEqual(await routed(world), ['email', 'email', 'email', 'ship', 'ship']);
      await finish(world, 'email');
      await finish(world, 'email');
      const missedBy = await world.race(6, (store) =>
        store.registerHandlers([{ id: 'ship', type: PAID, account: null }]),
      );
      equal(
        missedBy.reduce((sum, count) => sum + count, 0),
        1,
      );
      await world.handler('book', PAID);
      await world.handler('email', PAID);

      const claimed = await world.claimDeliveries('ship');
      deepEqual(
        claimed.map(({ event }) => event.paymentId),
        [waits.id],
      );
      deepEqual(await statusOf(world, before), ['email done', 'ship done']);
      // Perhaps others have done its work: a person says.
      deepEqual(await statusOf(world, missed), ['email done', 'ship dead']);
      equal((await world.store.deliveryCounts()).waiting, 0);
    },
  },
  {
    name: 'handlers: what one that comes back is too late for is a dead letter',
    needs: 'given-clock',
    async check(world) {
      await world.handler('ship', PAID);
      await world.pass(HANDLER_MEMORY_MS + 1);
      await world.handler('email', PAID);
      const old = await world.add({}, PAID);
      await finish(world, 'email');
      await world.pass(HANDLER_MEMORY_MS + 1);
      await world.handler('ship', PAID);
      deepEqual(await statusOf(world, old), ['email done', 'ship dead']);
      deepEqual(await world.claimDeliveries('ship'), []);
      const [dead] = await world.store.listDeliveries({ status: 'dead' }, 10);
      match(String(dead?.delivery.error), /'ship' was away/);
      ok(dead?.delivery.finishedAt);
      equal(await world.store.redeliver({ handlerId: 'ship' }), 1);
      equal((await world.claimDelivery('ship')).event.paymentId, old.id);
    },
  },
];

/** Claims the next delivery of this handler and ends it well. */
async function finish(world: ContractWorld, handlerId: string): Promise<void> {
  const { delivery } = await world.claimDelivery(handlerId);
  await world.store.finishDelivery(delivery.id, delivery.epoch, { status: 'done' });
}

/** What has become of a payment's deliveries. */
async function statusOf(world: ContractWorld, { id }: PaymentRecord): Promise<readonly string[]> {
  const views = await world.store.listDeliveries({ paymentId: id }, 100);
  return views.map(({ delivery }) => `${delivery.handlerId} ${delivery.status}`).sort();
}

/** Whom deliveries hang on. */
export async function routed(world: ContractWorld): Promise<readonly string[]> {
  const views = await world.store.listDeliveries({}, 100);
  return views.map(({ delivery }) => delivery.handlerId).sort();
}
