import { deepEqual, equal, rejects } from 'node:assert/strict';
import { isKhqrError } from '../../errors/is-khqr-error.js';
import type { PaymentRecord } from '../../payment/payment-record.js';
import type { ContractCheck, ContractWorld } from './contract-world.js';

const MINUTE = 60_000;

export const listChecks: readonly ContractCheck[] = [
  {
    name: 'list: newest first, page by page, each payment once',
    async check(world) {
      const now = await world.now();
      const ages = [5, 1, 3, 3, 3, 2, 4, 3];
      for (const age of ages) await world.add({ createdAt: now - age * MINUTE });
      const all = await world.store.list({}, 100, null);
      equal(all.nextCursor, null);
      deepEqual(
        all.records.map(({ createdAt }) => (now - createdAt) / MINUTE),
        [1, 2, 3, 3, 3, 3, 4, 5],
      );
      const pages: PaymentRecord[] = [];
      let cursor: string | null = null;
      for (let page = 0; page < 3; page += 1) {
        const { records, nextCursor } = await world.store.list({}, 3, cursor);
        equal(records.length, page < 2 ? 3 : 2);
        equal(nextCursor === null, page === 2);
        pages.push(...records);
        cursor = nextCursor;
        // What is made meanwhile is newer than any page to come.
        await world.add({ createdAt: now });
      }
      deepEqual(pages, all.records);
      equal((await world.store.list({}, 11, null)).nextCursor, null);
    },
  },
  {
    name: 'list: every filter, and all of them together',
    async check(world) {
      const now = await world.now();
      const base = { account: 'a', status: 'PAID', paidAt: now - 5 * MINUTE } as const;
      const wanted = await world.add({ ...base, reference: 'wanted' });
      await world.add({ ...base, account: 'b', reference: 'wanted' });
      await world.add({ ...base, status: 'EXPIRED', paidAt: null });
      await world.add({ ...base, paidAt: now - 4 * MINUTE });
      const count = async (filter: Parameters<ContractWorld['store']['list']>[0]) =>
        (await world.store.list(filter, 10, null)).records.length;
      equal(await count({ account: 'a' }), 3);
      equal(await count({ reference: 'wanted' }), 2);
      equal(await count({ status: 'EXPIRED' }), 1);
      equal(await count({ paidFrom: now - 5 * MINUTE }), 3);
      equal(await count({ paidTo: now - 4 * MINUTE }), 2);
      equal(await count({ paidFrom: now - 4 * MINUTE, paidTo: now }), 1);
      equal(await count({ reference: 'nobody' }), 0);
      const span = { paidFrom: now - 5 * MINUTE, paidTo: now - 5 * MINUTE + 1 };
      const filter = { account: 'a', reference: 'wanted', status: 'PAID', ...span } as const;
      deepEqual((await world.store.list(filter, 10, null)).records, [wanted]);
    },
  },
  {
    name: 'list: a cursor that is none is a KhqrRequestError',
    async check(world) {
      for (const cursor of ['', 'nonsense', "1'; drop table payments; --", '9'.repeat(500)]) {
        await rejects(
          world.store.list({}, 10, cursor),
          (error) => isKhqrError(error) && error.code === 'KHQR_REQUEST',
        );
      }
    },
  },
];
