import { changeFeedChecks } from './store-contract/change-feed.checks.js';
import {
  ContractWorld,
  type ContractCheck,
  type StoreContractOptions,
} from './store-contract/contract-world.js';
import { archiveChecks } from './store-contract/archive.checks.js';
import { atomicChecks } from './store-contract/atomic.checks.js';
import { claimChecks } from './store-contract/claim.checks.js';
import { deadLetterChecks } from './store-contract/dead-letter.checks.js';
import { deliveryChecks } from './store-contract/delivery.checks.js';
import { deliveryEndChecks } from './store-contract/delivery-end.checks.js';
import { deliveryStartChecks } from './store-contract/delivery-start.checks.js';
import { handlerChecks } from './store-contract/handler.checks.js';
import { laneChecks } from './store-contract/lane.checks.js';
import { listChecks } from './store-contract/list.checks.js';
import { paidClaimChecks } from './store-contract/paid-claim.checks.js';
import { queueChecks } from './store-contract/queue.checks.js';
import { rowChecks } from './store-contract/row.checks.js';

export type { StoreContractOptions } from './store-contract/contract-world.js';

/** One promise of the store ports. */
export interface StoreContractCase {
  readonly name: string;
  /** Makes a fresh store, throws where the promise is broken, and closes the store in any case. */
  readonly run: () => Promise<void>;
}

/**
 * Every promise of the store ports, for any test runner:
 *
 * ```ts
 * for (const { name, run } of storeContract({ create: openMyStore })) test(name, run);
 * ```
 *
 * A case takes well under a second; with `clock: 'own'` some wait a second for real leases.
 */
export function storeContract(options: StoreContractOptions): readonly StoreContractCase[] {
  const checks: readonly ContractCheck[] = [
    ...rowChecks,
    ...atomicChecks,
    ...listChecks,
    ...archiveChecks,
    ...queueChecks,
    ...claimChecks,
    ...paidClaimChecks,
    ...handlerChecks,
    ...deliveryChecks,
    ...deliveryStartChecks,
    ...deliveryEndChecks,
    ...deadLetterChecks,
    ...laneChecks,
    ...changeFeedChecks,
  ];
  return checks
    .filter(({ needs }) => needs === undefined || options.clock !== 'own')
    .map((promise) => ({
      name: promise.name,
      async run() {
        const world = await ContractWorld.open(options);
        try {
          await promise.check(world);
        } finally {
          await world.close();
        }
      },
    }));
}
