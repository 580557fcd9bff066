import { deepEqual, equal, ok } from 'node:assert/strict';
import { HANDLER_MEMORY_MS } from '../../delivery/delivery.js';
import type { TransitionEvidence } from '../../payment/decision.js';
import type { PaymentRecord } from '../../payment/payment-record.js';
import type { ContractCheck, ContractWorld } from './contract-world.js';

const PAID = 'khqr.payment.paid';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** More than a store takes in one step. */
const MANY = 600;

export const pruneChecks: readonly ContractCheck[] = [
  {
    name: 'prune: only what is old, of these statuses, and has nothing more to come',
    async check(world) {
      await world.handler('ship', PAID);
      const now = await world.now();
      const old = { createdAt: now - 9 * MINUTE, dueAt: null, status: 'EXPIRED' } as const;
      const pruned = await world.add(old);
      const line = {
        paymentId: pruned.id,
        from: 'PENDING',
        to: 'EXPIRED',
        reason: 'expired',
      } as const;
      await move(world, pruned, line);
      const done = await world.add({ ...old, status: 'FAILED' }, PAID);
      const { delivery } = await world.claimDelivery('ship');
      await world.store.finishDelivery(delivery.id, delivery.epoch, { status: 'done' });
      const spared = [
        await world.add({ ...old, createdAt: now - 5 * MINUTE }),
        await world.add({ ...old, status: 'PAID' }),
        await world.add({ ...old, dueAt: now }),
        // Asked about at this moment: the answer may be PAID.
        await world.add({ ...old, leaseOwner: 'tracker', leaseUntil: now + MINUTE }),
        await world.add(old, PAID),
      ];
      equal(await world.store.prune(now - 5 * MINUTE, ['EXPIRED', 'FAILED']), 2);
      for (const { id, md5, account, reference } of [pruned, done]) {
        equal(await world.store.find({ id }), null);
        equal(await world.store.find({ md5: String(md5) }), null);
        deepEqual(await world.store.attempts({ account, reference }), []);
        deepEqual(await world.store.listDeliveries({ paymentId: id }, 10), []);
        deepEqual(await world.store.history(id), []);
      }
      for (const record of spared) deepEqual(await world.read(record.id), record);
      equal(await world.store.prune(now, []), 0);
    },
  },
  {
    name: 'prune: not what still waits for a first handler',
    async check(world) {
      await world.handler('greet', 'khqr.payment.created');
      const old = { createdAt: (await world.now()) - HOUR, dueAt: null, status: 'PAID' } as const;
      const record = await world.add(old, PAID);
      const prune = async () => world.store.prune((await world.now()) - MINUTE, ['PAID']);
      equal(await prune(), 0);
      deepEqual(await world.read(record.id), record);
      await world.handler('ship', PAID);
      const { delivery } = await world.claimDelivery('ship');
      equal(await prune(), 0);
      await world.store.finishDelivery(delivery.id, delivery.epoch, { status: 'done' });
      equal(await prune(), 1);
    },
  },
  {
    name: 'prune: what has waited for a first handler for 72 hours',
    needs: 'given-clock',
    async check(world) {
      const createdAt = (await world.now()) - HOUR;
      await world.add({ createdAt, dueAt: null, status: 'PAID' }, PAID);
      await world.pass(HANDLER_MEMORY_MS);
      equal(await world.store.prune(createdAt + HOUR, ['PAID']), 0);
      await world.pass(1);
      equal(await world.store.prune(createdAt + HOUR, ['PAID']), 1);
    },
  },
  {
    name: 'prune: not the PAID attempt of an order while another attempt may still be taken for unpaid',
    async check(world) {
      const EXPIRED = 'khqr.payment.expired';
      await world.handler('release', EXPIRED);
      const old = { reference: 'order', createdAt: (await world.now()) - HOUR, dueAt: null };
      await world.add({ ...old, status: 'EXPIRED' }, EXPIRED);
      const { delivery, event } = await world.claimDelivery('release');
      ok(
        await world.store.finishDelivery(delivery.id, delivery.epoch, {
          status: 'dead',
          error: 'no',
        }),
      );
      const paid = await world.add({ ...old, attempt: 2, status: 'PAID' });
      const other = await world.add({ ...old, account: 'other', status: 'PAID' });
      const prune = async () => world.store.prune((await world.now()) - MINUTE, ['PAID']);
      equal(await prune(), 1);
      equal(await world.store.find({ id: other.id }), null);
      deepEqual(await world.read(paid.id), paid);

      equal(await world.store.redeliver({ eventId: event.id }), 1);
      equal(await prune(), 0);
      const again = await world.claimDelivery('release');
      const { id, epoch } = again.delivery;
      deepEqual(await world.store.startDelivery(id, epoch), { verdict: 'superseded' });
      await world.store.finishDelivery(id, epoch, { status: 'superseded' });
      equal(await prune(), 1);
    },
  },
  {
    name: 'prune: all that may go, however many stay before and between them',
    async check(world) {
      const createdAt = (await world.now()) - HOUR;
      // Of one moment, too, so that no step falls between two.
      const statusOf = (index: number) => (index % 3 === 1 ? 'EXPIRED' : 'PAID');
      await Promise.all(
        Array.from({ length: MANY }, (_, index) =>
          world.add({
            createdAt: createdAt + Math.floor(index / 700),
            dueAt: null,
            status: statusOf(index),
          }),
        ),
      );
      equal(await world.store.prune(createdAt + MINUTE, ['EXPIRED']), Math.floor((MANY + 1) / 3));
      equal(await world.store.prune(createdAt + MINUTE, ['EXPIRED']), 0);
      equal(
        await world.store.prune(createdAt + MINUTE, ['PAID']),
        MANY - Math.floor((MANY + 1) / 3),
      );
    },
  },
];

/** Writes the record with these lines of history. */
export async function move(
  world: ContractWorld,
  record: PaymentRecord,
  ...transitions: readonly TransitionEvidence[]
): Promise<void> {
  const decision = { writes: [record], events: [], transitions, result: undefined };
  await world.store.decide(record, () => decision);
}
