import { deepEqual, equal } from 'node:assert/strict';
import type { PaymentRecord } from '../../payment/payment-record.js';
import type { PollRoute } from '../../stores/poll-queue.port.js';
import { ROUTE, type ContractCheck, type ContractWorld } from './contract-world.js';

const MINUTE = 60_000;

export const queueChecks: readonly ContractCheck[] = [
  {
    name: 'queue: what has been due longest comes first, at most the limit, and nothing that is not due',
    async check(world) {
      const now = await world.now();
      for (const minutes of [-3, -1, -5, 2, -2, -4]) {
        await world.add({ note: String(minutes), dueAt: now + minutes * MINUTE });
      }
      await world.add({ dueAt: null });
      deepEqual(await claimNotes(world, 3), ['-5', '-4', '-3']);
      deepEqual(await claimNotes(world, 3), ['-2', '-1']);
      deepEqual(await claimNotes(world, 3), []);
    },
  },
  {
    name: 'queue: account and provider must both match; several routes are one queue',
    async check(world) {
      const now = await world.now();
      await world.add({ note: 'a', account: 'a', provider: 'x', dueAt: now - 3 * MINUTE });
      await world.add({ note: 'b', account: 'b', provider: 'x', dueAt: now - 4 * MINUTE });
      await world.add({ note: 'other', account: 'a', provider: 'y', dueAt: now - 5 * MINUTE });
      await world.add({ note: 'later', account: 'b', provider: 'x', dueAt: now - 2 * MINUTE });
      const routes = [
        { account: 'a', provider: 'x' },
        { account: 'b', provider: 'x' },
        { account: 'nobody', provider: 'x' },
      ];
      deepEqual(await claimNotes(world, 10, []), []);
      deepEqual(await claimNotes(world, 2, routes), ['b', 'a']);
      deepEqual(await claimNotes(world, 10, routes), ['later']);
    },
  },
  {
    name: 'queue: a payment is in it by its due time alone, whatever its status',
    async check(world) {
      const now = await world.now();
      const record = await world.add({ note: 'cancelled', status: 'CANCELLED' });
      equal(await world.store.countPending(), 1);
      await world.write({ ...record, dueAt: null });
      equal(await world.store.countPending(), 0);
      deepEqual(await claimNotes(world), []);
      await world.write({ ...record, dueAt: now - MINUTE });
      deepEqual(await claimNotes(world), ['cancelled']);
      equal(await world.store.countPending(), 1);
    },
  },
  {
    name: 'queue: a decision that moves the due time moves the place',
    async check(world) {
      const now = await world.now();
      const first = await world.add({ note: 'first', dueAt: now - 9 * MINUTE });
      await world.add({ note: 'second', dueAt: now - 8 * MINUTE });
      const third = await world.add({ note: 'third', dueAt: now + 9 * MINUTE });
      await world.write({ ...first, dueAt: now - 7 * MINUTE });
      await world.write({ ...third, dueAt: now - 10 * MINUTE });
      deepEqual(await claimNotes(world), ['third', 'second', 'first']);
    },
  },
  {
    name: 'queue: nextDueAt is the earliest of these routes, null where there is nothing',
    async check(world) {
      const now = await world.now();
      equal(await world.store.nextDueAt([ROUTE]), null);
      await world.add({ dueAt: null });
      await world.add({ account: 'other', dueAt: now - MINUTE });
      equal(await world.store.nextDueAt([ROUTE]), null);
      await world.add({ dueAt: now + 9 * MINUTE });
      equal(await world.store.nextDueAt([ROUTE]), now + 9 * MINUTE);
      await world.add({ dueAt: now + 2 * MINUTE });
      equal(await world.store.nextDueAt([ROUTE]), now + 2 * MINUTE);
      equal(await world.store.nextDueAt([ROUTE, { ...ROUTE, account: 'other' }]), now - MINUTE);
      equal(await world.store.nextDueAt([]), null);
    },
  },
  {
    name: 'queue: openRoutes names the routes that are in use',
    async check(world) {
      deepEqual(await world.store.openRoutes(), []);
      const queued = await world.add({ account: 'queued' });
      const creating = await world.add({ account: 'creating', status: 'CREATING', dueAt: null });
      await world.add({ account: 'queued', provider: 'other' });
      await world.add({ account: 'settled', status: 'PAID', dueAt: null });
      deepEqual(await openRoutes(world), ['creating sandbox', 'queued other', 'queued sandbox']);
      await world.write({ ...queued, dueAt: null });
      await world.write({ ...creating, status: 'FAILED' });
      deepEqual(await openRoutes(world), ['queued other']);
    },
  },
  {
    name: 'queue: findStale finds abandoned creates and payments without an answer, each reference once',
    async check(world) {
      const now = await world.now();
      const old = now - 10 * MINUTE;
      const lost = { status: 'CREATING', md5: null, dueAt: null } as const;
      const abandoned = { reference: 'create lost', leaseOwner: 'a', leaseUntil: old };
      const created = await world.add({ ...lost, ...abandoned });
      await world.add({
        ...lost,
        reference: 'creating',
        leaseOwner: 'a',
        leaseUntil: now + MINUTE,
      });
      await world.add({ reference: 'open', expiresAt: now + MINUTE });
      const silent = await world.add({ reference: 'silent', expiresAt: old });
      await world.add({ reference: 'silent', attempt: 2, expiresAt: old });
      await world.add({ reference: 'just over', expiresAt: now - MINUTE });
      // Its end is on another clock, and somebody has answered since.
      await world.add({ reference: 'answered', expiresAt: old, unpaidAt: now - MINUTE });
      await world.add({ reference: 'told', expiresAt: old, unresolvedRaised: true });
      await world.add({ reference: 'expired', expiresAt: old, status: 'EXPIRED' });
      const other = await world.add({ reference: 'silent', account: 'other', expiresAt: old });
      const before = now - 5 * MINUTE;
      const found = await world.store.findStale(before, 10);
      deepEqual(found.map(({ account, reference }) => `${account} ${reference}`).sort(), [
        'default create lost',
        'default silent',
        'other silent',
      ]);
      equal((await world.store.findStale(before, 2)).length, 2);
      await world.write({ ...silent, unresolvedRaised: true });
      equal((await world.store.findStale(before, 10)).length, 3);
      await world.write({ ...other, status: 'PAID', dueAt: null });
      await world.write({ ...created, status: 'FAILED', leaseUntil: 0 });
      const [last, ...more] = await world.store.findStale(before, 10);
      deepEqual({ last, more }, { last: { account: 'default', reference: 'silent' }, more: [] });
    },
  },
  {
    name: 'queue: markWatched moves forward, never back, and changes nothing else',
    async check(world) {
      const record = await world.add();
      const until = (await world.now()) + MINUTE;
      await world.store.markWatched(record.id, until);
      await world.store.markWatched(record.id, until - 1);
      await world.store.markWatched('nobody', until);
      const expected: PaymentRecord = { ...record, watchedUntil: until };
      deepEqual(await world.read(record.id), expected);
    },
  },
];

/** The notes of what is claimed, in order. */
async function claimNotes(
  world: ContractWorld,
  limit = 10,
  routes: readonly PollRoute[] = [ROUTE],
): Promise<readonly (string | null)[]> {
  const claims = await world.store.claimDue({ routes, owner: 'a', limit, leaseMs: MINUTE });
  return claims.map(({ record }) => record.note);
}

async function openRoutes(world: ContractWorld): Promise<readonly string[]> {
  const routes = await world.store.openRoutes();
  return routes.map(({ account, provider }) => `${account} ${provider}`).sort();
}
