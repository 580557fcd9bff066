import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import type { HistoryEntry, TransitionEvidence } from '../../payment/decision.js';
import type { PaymentRecord } from '../../payment/payment-record.js';
import type { ContractCheck, ContractWorld } from './contract-world.js';

const PAID = 'khqr.payment.paid';
const MINUTE = 60_000;

export const archiveChecks: readonly ContractCheck[] = [
  {
    name: 'history: every transition in order, with its evidence and the time of its step',
    async check(world) {
      const record = await world.payment();
      const details = { amount: '5.00', got: 4, fits: false, from: null, ខ្មែរ: '💸' };
      const lines: readonly TransitionEvidence[] = [
        { paymentId: record.id, from: null, to: 'PENDING', reason: 'adopted' },
        { paymentId: record.id, from: 'PENDING', to: 'EXPIRED', reason: 'expired' },
        { paymentId: record.id, from: 'EXPIRED', to: 'REVIEW', reason: 'amount', details },
      ];
      const before = await world.now();
      await move(world, record, ...lines.slice(0, 1));
      await world.pass(world.moment);
      await move(world, record, ...lines.slice(1));
      const history = await world.store.history(record.id);
      deepEqual(
        history.map(({ at: _, ...line }) => line),
        lines,
      );
      const [first, second, third] = history.map(({ at }) => at);
      ok(first !== undefined && second !== undefined && first >= before && second > first);
      equal(third, second);
      const expected = JSON.stringify(history);
      Object.assign(details, { amount: 'changed' });
      spoil(history);
      equal(JSON.stringify(await world.store.history(record.id)), expected);
      deepEqual(await world.store.history('nobody'), []);
    },
  },
  {
    name: 'history: nothing of a step that failed',
    async check(world) {
      const record = await world.add();
      const other = await world.add();
      const line = { paymentId: record.id, from: 'PENDING', to: 'PAID', reason: 'paid' } as const;
      await rejects(move(world, { ...record, md5: other.md5 }, line));
      deepEqual(await world.store.history(record.id), []);
    },
  },
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
    name: 'forget: everything about one reference, and nothing comes back',
    async check(world) {
      await world.handler('ship', PAID);
      const record = await world.add({ reference: 'forgotten', status: 'PAID', dueAt: null }, PAID);
      const second = { reference: 'forgotten', attempt: 2 };
      await world.add(second, 'khqr.payment.created');
      const creating = { status: 'CREATING', md5: null, dueAt: null } as const;
      await world.add({ ...second, ...creating, attempt: 3, leaseUntil: 1 });
      const run = await world.claimDelivery('ship');
      equal(run.event.paymentId, record.id);
      await world.add({ ...second, attempt: 4, dueAt: null }, PAID);
      const kept = await world.add({ reference: 'forgotten', account: 'other' }, PAID);
      equal(await world.store.forget(record), 4);
      equal(await world.store.forget(record), 0);

      deepEqual(await world.store.attempts(record), []);
      deepEqual((await world.store.list({}, 10, null)).records, [kept]);
      deepEqual(await world.store.findStale(await world.now(), 10), []);
      equal(await world.store.countPending(), 1);
      const { id, epoch } = run.delivery;
      deepEqual(await world.store.startDelivery(id, epoch), { verdict: 'lost' });
      equal(await world.store.finishDelivery(id, epoch, { status: 'done' }), false);
      await world.handler('greet', 'khqr.payment.created');
      deepEqual(await world.store.deliveryCounts(), {
        waiting: 1,
        running: 0,
        dead: 0,
        unrouted: 0,
      });
      const left = await world.claimDeliveries('ship');
      deepEqual(
        left.map(({ event }) => event.paymentId),
        [kept.id],
      );
      const again = await world.add({ reference: 'forgotten', md5: record.md5 });
      deepEqual(await world.store.attempts(record), [again]);
    },
  },
];

/** Writes the record with these lines of history. */
async function move(
  world: ContractWorld,
  record: PaymentRecord,
  ...transitions: readonly TransitionEvidence[]
): Promise<void> {
  const decision = { writes: [record], events: [], transitions, result: undefined };
  await world.store.decide(record, () => decision);
}

/** Changes what can be changed; a store may hand out frozen objects instead. */
function spoil(history: readonly HistoryEntry[]): void {
  for (const line of history) {
    try {
      Object.assign(line, { reason: 'spoilt' });
    } catch {
      // Frozen: as good.
    }
  }
}
