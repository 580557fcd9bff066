import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { takeFromLane } from '../../polling/lane.grants.js';
import { newLane, type LaneState } from '../../polling/lane.js';
import type { PaymentStore } from '../../stores/payment-store.port.js';
import type { ContractCheck } from './contract-world.js';

export const laneChecks: readonly ContractCheck[] = [
  {
    name: 'lanes: a rule sees what was written last, and the present',
    async check(world) {
      const before = await world.now();
      const state: LaneState = {
        ...newLane({ ratePerSecond: 7.5, requestsPerDay: 100 }, before),
        tat: before + 133.333333333,
        blockedBy: 'quota',
        stopped: 'ការអនុញ្ញាត "refused"',
      };
      const first = await world.store.decideLane('lane-1', (known, now) => {
        equal(known, null);
        return { state, result: now };
      });
      ok(first >= before && first <= (await world.now()));
      deepEqual(await read(world.store, 'lane-1'), state);
      equal(await read(world.store, 'lane-2'), null);
      deepEqual(await world.store.listLanes(), [['lane-1', state]]);
    },
  },
  {
    name: 'lanes: 100 takers at once get exactly what there is',
    async check(world) {
      const policy = { ratePerSecond: 0.001, requestsPerDay: null };
      const quota = { ratePerSecond: 1_000_000, requestsPerDay: 40 };
      for (const [lane, limits, expected] of [
        ['rate', policy, 1],
        ['quota', quota, 40],
      ] as const) {
        const grants = await world.race(100, (store) =>
          store.decideLane(lane, (state, now) => {
            const grant = takeFromLane(state, limits, 'check', 1, now);
            return { state: grant.state, result: grant.granted };
          }),
        );
        equal(
          grants.reduce((sum, granted) => sum + granted, 0),
          expected,
        );
      }
    },
  },
  {
    name: 'lanes: 100 changes at once are all kept, each lane by itself',
    async check(world) {
      const now = await world.now();
      await world.race(100, (store, index) =>
        store.decideLane(`lane-${index % 4}`, (known) => {
          const state = known ?? newLane({ ratePerSecond: 1, requestsPerDay: null }, now);
          return { state: { ...state, dayCount: state.dayCount + 1 }, result: undefined };
        }),
      );
      const lanes = await world.store.listLanes();
      deepEqual(
        lanes.map(([lane, { dayCount }]) => `${lane}: ${dayCount}`).sort(),
        [0, 1, 2, 3].map((lane) => `lane-${lane}: 25`),
      );
    },
  },
  {
    name: 'lanes: a rule that writes nothing, or throws, changes nothing',
    async check(world) {
      const state = newLane({ ratePerSecond: 1, requestsPerDay: null }, await world.now());
      await world.store.decideLane('lane-1', () => ({ state, result: undefined }));
      const error = new Error('thrown by the rule');
      await rejects(
        world.store.decideLane('lane-1', () => {
          throw error;
        }),
        (thrown) => thrown === error,
      );
      deepEqual(await read(world.store, 'lane-1'), state);
    },
  },
];

async function read(store: PaymentStore, lane: string): Promise<LaneState | null> {
  return store.decideLane(lane, (state) => ({ state: null, result: state }));
}
