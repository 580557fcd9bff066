import { deepEqual, equal, ok } from 'node:assert/strict';
import type { PaymentRecord } from '../../payment/payment-record.js';
import type { PaymentStore } from '../../stores/payment-store.port.js';
import { sampleEvent } from './samples.js';
import type { ContractCheck, ContractWorld } from './contract-world.js';

const EXPIRED = 'khqr.payment.expired';
const PAID = 'khqr.payment.paid';

export const deliveryStartChecks: readonly ContractCheck[] = [
  {
    name: 'start: the payment is read as it is now, and the delivery is marked as started',
    async check(world) {
      await world.handler('ship', PAID);
      const record = await world.add({}, PAID);
      const now: PaymentRecord = { ...record, status: 'PAID', dueAt: null, note: 'changed since' };
      await world.write(now);
      const { delivery } = await world.claimDelivery('ship');
      deepEqual(await world.store.startDelivery(delivery.id, delivery.epoch), {
        verdict: 'run',
        payment: now,
      });
      const [view] = await world.store.listDeliveries({}, 1);
      deepEqual(view?.delivery, { ...delivery, started: true });
    },
  },
  {
    name: 'start: an Expired delivery that money has overtaken is superseded, beside another open code it waits',
    async check(world) {
      await world.handler('release', EXPIRED);
      const paid = await expired(world);
      const retried = await expired(world);
      const alone = await expired(world);
      await pay(world.store, paid);
      await world.add({ reference: retried.reference, attempt: 2 });
      const verdicts = new Map<string | null, string>();
      for (const { delivery, event } of await world.claimDeliveries('release')) {
        const { verdict } = await world.store.startDelivery(delivery.id, delivery.epoch);
        verdicts.set(event.paymentId, verdict);
      }
      deepEqual(
        verdicts,
        new Map([
          [paid.id, 'superseded'],
          [retried.id, 'wait'],
          [alone.id, 'run'],
        ]),
      );
      // Only a run is written; the others are finished by whoever asked.
      const started = await world.store.listDeliveries({ paymentId: paid.id }, 1);
      equal(started[0]?.delivery.started, false);
    },
  },
  {
    name: 'start: a Paid delivery waits while a release of the same order runs, and not longer',
    async check(world) {
      await world.handler('release', EXPIRED);
      await world.handler('ship', PAID);
      const record = await expired(world);
      const other = await expired(world, { account: 'other', reference: record.reference });
      const release = await world.claimDelivery('release');
      await world.claimDelivery('release');
      equal(await start(world.store, release.delivery), 'run');
      await pay(world.store, record);
      await pay(world.store, other);
      const [ship, shipOther] = [
        await world.claimDelivery('ship'),
        await world.claimDelivery('ship'),
      ];
      equal(await start(world.store, ship.delivery), 'wait');
      equal(await start(world.store, shipOther.delivery), 'run');
      equal(await start(world.store, ship.delivery), 'wait');
      await world.store.finishDelivery(release.delivery.id, release.delivery.epoch, {
        status: 'done',
      });
      equal(await start(world.store, ship.delivery), 'run');
    },
  },
  {
    name: 'start: a release whose process died holds a Paid delivery back no longer than its lease',
    async check(world) {
      await world.handler('release', EXPIRED);
      await world.handler('ship', PAID);
      const record = await expired(world);
      const release = await world.claimDelivery('release', world.lease);
      equal(await start(world.store, release.delivery), 'run');
      await pay(world.store, record);
      const ship = await world.claimDelivery('ship');
      equal(await start(world.store, ship.delivery), 'wait');
      await world.pass(world.lease);
      equal(await start(world.store, ship.delivery), 'run');
    },
  },
  {
    name: 'start: lost where the lease is over, passed on or finished',
    async check(world) {
      await world.handler('ship', PAID);
      await world.add({}, PAID);
      const { delivery: first } = await world.claimDelivery('ship', world.lease);
      await world.pass(world.lease);
      // Over, though nobody else has it yet: its run would be invisible to others.
      equal(await start(world.store, first), 'lost');
      const { delivery: second } = await world.claimDelivery('ship');
      equal(await start(world.store, first), 'lost');
      equal(await start(world.store, second), 'run');
      await world.store.finishDelivery(second.id, second.epoch, { status: 'done' });
      equal(await start(world.store, second), 'lost');
      equal(await start(world.store, { id: 'nobody', epoch: 1 }), 'lost');
    },
  },
  {
    name: 'start: a release and the money of the same order, at once, never run side by side',
    async check(world) {
      await world.handler('release', EXPIRED);
      await world.handler('ship', PAID);
      const records: PaymentRecord[] = [];
      for (let index = 0; index < 30; index += 1) records.push(await expired(world));
      const releases = await world.claimDeliveries('release');
      const verdicts = await world.race(records.length * 2, async (store, index) => {
        const record = records[index % records.length];
        ok(record);
        const release = releases.find(({ event }) => event.paymentId === record.id);
        ok(release);
        // In half of the orders the money is asked first.
        if (index < records.length === index % 2 > 0) return start(store, release.delivery);
        await pay(store, record);
        return undefined;
      });
      for (const { delivery, event } of await world.claimDeliveries('ship')) {
        const at = records.findIndex(({ id }) => id === event.paymentId);
        const released = verdicts[at] ?? verdicts[at + records.length];
        ok(released === 'run' || released === 'superseded', `a verdict, got ${String(released)}`);
        equal(await start(world.store, delivery), released === 'run' ? 'wait' : 'run');
      }
    },
  },
];

async function expired(
  world: ContractWorld,
  overrides: Partial<PaymentRecord> = {},
): Promise<PaymentRecord> {
  return world.add({ ...overrides, status: 'EXPIRED', expiryRaised: true }, EXPIRED);
}

async function pay(store: PaymentStore, { id, account, reference }: PaymentRecord): Promise<void> {
  await store.decide({ account, reference }, (attempts, now) => {
    const writes = attempts
      .filter((record) => record.id === id)
      .map((record): PaymentRecord => ({ ...record, status: 'PAID', paidAt: now, dueAt: null }));
    const events = writes.map((record) => sampleEvent(record, PAID, { occurredAt: now }));
    return { writes, events, result: undefined };
  });
}

async function start(
  store: PaymentStore,
  delivery: { readonly id: string; readonly epoch: number },
): Promise<string> {
  return (await store.startDelivery(delivery.id, delivery.epoch)).verdict;
}
