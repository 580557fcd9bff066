import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import type { HistoryEntry, TransitionEvidence } from '../../payment/decision.js';
import type { ContractCheck } from './contract-world.js';
import { move, pruneChecks } from './prune.checks.js';

const PAID = 'khqr.payment.paid';

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
  ...pruneChecks,
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
