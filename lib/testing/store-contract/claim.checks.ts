import { deepEqual, equal, ok } from 'node:assert/strict';
import type { PaymentRecord } from '../../payment/payment-record.js';
import type { PollClaim, PollRelease } from '../../stores/poll-queue.port.js';
import { ROUTE, type ContractCheck, type ContractWorld } from './contract-world.js';

const PAYMENTS = 200;
const CLAIMERS = 16;

export const claimChecks: readonly ContractCheck[] = [
  {
    name: 'claim: it is written before it is answered: owner, end, epoch, in doubt',
    async check(world) {
      const record = await world.add({ epoch: 3 });
      const before = await world.now();
      const claim = await claimNext(world, 'tracker-1', world.lease);
      const { leaseUntil } = claim.record;
      ok(leaseUntil >= before + world.lease && leaseUntil <= (await world.now()) + world.lease);
      const leased = { ...record, leaseOwner: 'tracker-1', leaseUntil, epoch: 4, inDoubt: true };
      deepEqual(claim, { record: leased, inDoubtBefore: false });
      deepEqual(await world.read(record.id), leased);
    },
  },
  {
    name: 'claim: many claimers at once get each payment once',
    async check(world) {
      const now = await world.now();
      for (let index = 0; index < PAYMENTS; index += 1) await world.add({ dueAt: now - index });
      const claimed = await world.race(CLAIMERS, async (store, index) => {
        const ids: string[] = [];
        for (;;) {
          const request = { routes: [ROUTE], owner: `tracker-${index}`, limit: 7, leaseMs: 60_000 };
          const claims = await store.claimDue(request);
          if (claims.length === 0 || ids.length > PAYMENTS) return ids;
          ids.push(...claims.map(({ record }) => record.id));
        }
      });
      const all = claimed.flat();
      equal(all.length, PAYMENTS);
      equal(new Set(all).size, PAYMENTS);
    },
  },
  {
    name: 'claim: held until the lease ends, then free again, in doubt and with a higher epoch',
    async check(world) {
      const record = await world.add();
      const first = await claimNext(world, 'tracker-1', world.lease);
      equal(await world.store.nextDueAt([ROUTE]), first.record.leaseUntil);
      await world.pass(world.lease / 4);
      deepEqual(await claimAll(world), []);
      equal(await world.store.claimOne(record.id, 'tracker-2', 1000), null);
      await world.pass(world.lease);
      equal(await world.store.nextDueAt([ROUTE]), record.dueAt);
      const second = await claimNext(world, 'tracker-2', 60_000);
      equal(second.record.epoch, first.record.epoch + 1);
      equal(second.record.leaseOwner, 'tracker-2');
      equal(second.inDoubtBefore, true);
    },
  },
  {
    name: 'claim: a lease ends exactly at its time',
    needs: 'given-clock',
    async check(world) {
      await world.add();
      await claimNext(world, 'tracker-1', 10_000);
      await world.pass(9999);
      deepEqual(await claimAll(world), []);
      await world.pass(1);
      equal((await claimAll(world)).length, 1);
    },
  },
  {
    name: 'release: writes its fields, ends the lease, and the payment has its new place in the queue',
    async check(world) {
      const record = await world.add();
      const { epoch } = (await claimNext(world, 'tracker-1', 60_000)).record;
      const unpaidAt = await world.now();
      const dueAt = unpaidAt + 60_000;
      const release = { id: record.id, epoch, dueAt, unpaidAt, inDoubt: false, strikes: 2 };
      await world.store.release([release]);
      deepEqual(await world.read(record.id), {
        ...record,
        ...{ epoch, dueAt, unpaidAt, inDoubt: false, strikes: 2, leaseOwner: null, leaseUntil: 0 },
      });
      deepEqual(await claimAll(world), []);
      equal(await world.store.nextDueAt([ROUTE]), dueAt);
      const again = await world.store.claimOne(record.id, 'tracker-1', 60_000);
      equal(again?.inDoubtBefore, false);
      await world.store.release([{ ...release, epoch: epoch + 1, dueAt: null }]);
      equal(await world.store.countPending(), 0);
      equal(await world.store.nextDueAt([ROUTE]), null);
    },
  },
  {
    name: 'release: one that keeps its lease is nobody else’s before its end',
    async check(world) {
      const record = await world.add();
      const leased = (await claimNext(world, 'tracker-1', world.lease)).record;
      const dueAt = await world.now();
      await world.store.release([{ ...leased, dueAt, keepsLease: true }]);
      deepEqual(await world.read(record.id), { ...leased, dueAt });
      equal(await world.store.claimOne(record.id, 'tracker-2', 60_000), null);
      deepEqual(await claimAll(world), []);
      await world.pass(world.lease);
      equal((await claimAll(world)).length, 1);
    },
  },
  {
    name: 'release: many in one call, and those of an older epoch or of nobody are ignored',
    async check(world) {
      const stale = await world.add();
      const { epoch } = (await claimNext(world, 'tracker-1', world.lease)).record;
      await world.pass(world.lease);
      const current = (await claimNext(world, 'tracker-2', 60_000)).record;
      const other = await world.add();
      const otherClaim = (await claimNext(world, 'tracker-2', 60_000)).record;
      const fields = { dueAt: null, unpaidAt: null, inDoubt: false, strikes: 9 };
      await world.store.release([
        { id: stale.id, epoch, ...fields },
        { id: 'nobody', epoch: 1, ...fields },
        { id: other.id, epoch: otherClaim.epoch, ...fields },
      ]);
      deepEqual(await world.read(stale.id), current);
      equal((await world.read(other.id)).strikes, 9);
      await world.store.release([]);
    },
  },
  {
    name: 'claimOne: whatever the due time, but only with an md5, and only one at a time',
    async check(world) {
      const later = await world.add({ dueAt: (await world.now()) + 60_000 });
      const ended = await world.add({ dueAt: null, status: 'EXPIRED' });
      const bare = await world.add({ dueAt: null, md5: null, status: 'FAILED' });
      for (const { id } of [later, ended]) {
        const claims = await world.race(20, (store, index) =>
          store.claimOne(id, `tracker-${index}`, 60_000),
        );
        const [won, ...more] = claims.filter((claim) => claim !== null);
        ok(won);
        equal(more.length, 0);
        deepEqual(await world.read(id), won.record);
      }
      equal(await world.store.claimOne(bare.id, 'tracker-1', 60_000), null);
      equal(await world.store.claimOne('nobody', 'tracker-1', 60_000), null);
      equal(await world.store.countPending(), 1);
    },
  },
  {
    name: 'claim: claimOne and claimDue at once never get the same payment',
    async check(world) {
      const records: PaymentRecord[] = [];
      for (let index = 0; index < 40; index += 1) records.push(await world.add());
      const claimed = await world.race(records.length * 2, async (store, index) => {
        const one = records[index];
        const request = { routes: [ROUTE], owner: `tracker-${index}`, limit: 3, leaseMs: 60_000 };
        if (!one) return store.claimDue(request);
        const claim = await store.claimOne(one.id, `tracker-${index}`, 60_000);
        return claim ? [claim] : [];
      });
      const ids = claimed.flat().map(({ record }) => record.id);
      equal(ids.length, records.length);
      equal(new Set(ids).size, records.length);
    },
  },
  {
    name: 'claim: a decision is written although somebody holds the lease, and a stale release does not undo it',
    async check(world) {
      const record = await world.add();
      const { epoch } = (await claimNext(world, 'tracker-1', world.lease)).record;
      await world.pass(world.lease);
      const second = (await claimNext(world, 'tracker-2', 60_000)).record;
      await world.store.decide(record, (attempts, now) => ({
        writes: attempts.map((known) => ({ ...known, status: 'PAID', paidAt: now, dueAt: null })),
        events: [],
        result: undefined,
      }));
      const release: PollRelease = {
        id: record.id,
        epoch,
        dueAt: 1,
        unpaidAt: 1,
        inDoubt: false,
        strikes: 1,
      };
      await world.store.release([release]);
      const { status, dueAt, epoch: now } = await world.read(record.id);
      deepEqual({ status, dueAt, now }, { status: 'PAID', dueAt: null, now: second.epoch });
      equal(await world.store.countPending(), 0);
    },
  },
];

async function claimAll(world: ContractWorld): Promise<readonly PollClaim[]> {
  return world.store.claimDue({ routes: [ROUTE], owner: 'a', limit: 10, leaseMs: 60_000 });
}

async function claimNext(world: ContractWorld, owner: string, leaseMs: number): Promise<PollClaim> {
  const [claim] = await world.store.claimDue({ routes: [ROUTE], owner, limit: 1, leaseMs });
  ok(claim, 'a payment can be claimed');
  return claim;
}
