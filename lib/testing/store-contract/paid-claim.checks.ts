import { deepEqual, equal } from 'node:assert/strict';
import type { ContractCheck } from './contract-world.js';

const CLAIMERS = 16;

export const paidClaimChecks: readonly ContractCheck[] = [
  {
    name: 'claimPaid: of racing claimers exactly one wins, and nobody after it',
    async check(world) {
      for (let round = 0; round < 5; round += 1) {
        const { id } = await world.add({ status: 'PAID', dueAt: null });
        const claims = await world.race(CLAIMERS, (store) => store.claimPaid(id));
        equal(claims.filter((won) => won).length, 1);
        equal(await world.store.claimPaid(id), false);
      }
    },
  },
  {
    name: 'claimPaid: only what is PAID, and again after it was forgotten',
    async check(world) {
      equal(await world.store.claimPaid('nobody'), false);
      const record = await world.add();
      equal(await world.store.claimPaid(record.id), false);
      const paid = { ...record, status: 'PAID', dueAt: null } as const;
      await world.write(paid);
      equal(await world.store.claimPaid(record.id), true);
      equal(await world.store.claimPaid(record.id), false);
      deepEqual(await world.read(record.id), paid);
      await world.store.forget(record);
      equal(await world.store.claimPaid(record.id), false);
      await world.write(paid);
      equal(await world.store.claimPaid(record.id), true);
    },
  },
];
