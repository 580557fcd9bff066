import { describe, expect, it } from '@jest/globals';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Decision, Rule } from '../../../lib/payment/decision.js';
import { MemoryPaymentStore } from '../../../lib/stores/memory/memory-payment.store.js';
import type {
  ClaimDeliveriesRequest,
  DeliveryOutcome,
} from '../../../lib/stores/delivery-queue.port.js';
import type { ReferenceKey } from '../../../lib/stores/payment-rows.port.js';
import type { ClaimDueRequest, PollRelease } from '../../../lib/stores/poll-queue.port.js';
import type { LaneDecision } from '../../../lib/stores/rate-ledger.port.js';
import type { LaneState } from '../../../lib/polling/lane.js';
import { storeContract } from '../../../lib/testing/store-contract.js';

/** Reads, thinks, writes: what a store without a transaction does. */
class ForgetsToLock extends MemoryPaymentStore {
  override async decide<T>(key: ReferenceKey, rule: Rule<T>): Promise<T> {
    const decision: Decision<T> = rule(await this.attempts(key), await this.now());
    await nextTurn();
    return super.decide(key, () => decision);
  }
}

/** Two transactions where there must be one. */
class WritesEventsLater extends MemoryPaymentStore {
  override async decide<T>(key: ReferenceKey, rule: Rule<T>): Promise<T> {
    let events: Decision<T>['events'] = [];
    const result = await super.decide(key, (attempts, now) => {
      const decision = rule(attempts, now);
      events = decision.events;
      return { ...decision, events: [] };
    });
    for (let turn = 0; turn < 5; turn += 1) await nextTurn();
    for (const event of events) await this.appendEvent(event);
    return result;
  }
}

class FencesMoneyOff extends MemoryPaymentStore {
  override async decide<T>(key: ReferenceKey, rule: Rule<T>): Promise<T> {
    return super.decide(key, (attempts, now) => {
      const decision = rule(attempts, now);
      const held = attempts.some(({ leaseUntil }) => leaseUntil > now);
      return held ? { ...decision, writes: [], events: [] } : decision;
    });
  }
}

class LeasesForNothing extends MemoryPaymentStore {
  override async claimDue(request: ClaimDueRequest) {
    const claims = await super.claimDue(request);
    await super.release(claims.map(({ record }) => ({ ...record, inDoubt: true })));
    return claims;
  }
}

class ForgetsDoubt extends MemoryPaymentStore {
  override async claimDue(request: ClaimDueRequest) {
    const claims = await super.claimDue(request);
    return claims.map(({ record }) => ({ record, inDoubtBefore: false }));
  }
}

/** Looks, then writes. */
class TellsTwice extends MemoryPaymentStore {
  readonly #told = new Set<string>();
  override async claimPaid(id: string) {
    const told = this.#told.has(id) || (await this.find({ id }))?.status !== 'PAID';
    await nextTurn();
    this.#told.add(id);
    return !told;
  }
}

class IgnoresEpochs extends MemoryPaymentStore {
  override async release(releases: readonly PollRelease[]) {
    for (const release of releases) {
      const record = await this.find({ id: release.id });
      await super.release([{ ...release, epoch: record?.epoch ?? 0 }]);
    }
  }
}

class FinishesForAnybody extends MemoryPaymentStore {
  override async finishDelivery(id: string, epoch: number, outcome: DeliveryOutcome) {
    const views = await this.listDeliveries({}, 1000);
    const now = views.find(({ delivery }) => delivery.id === id)?.delivery.epoch ?? epoch;
    return super.finishDelivery(id, now, outcome);
  }
}

class StartsWithoutLooking extends MemoryPaymentStore {
  override async startDelivery(id: string, epoch: number) {
    const { verdict } = await super.startDelivery(id, epoch);
    const [view] = (await this.listDeliveries({}, 1000)).filter(
      ({ delivery }) => delivery.id === id,
    );
    const payment = await this.find({ id: view?.event.paymentId ?? '' });
    return verdict === 'lost' ? ({ verdict } as const) : ({ verdict: 'run', payment } as const);
  }
}

class DeliversToEverybody extends MemoryPaymentStore {
  override async claimDeliveries(request: ClaimDeliveriesRequest) {
    const all = (await this.listHandlers()).map(({ id }) => id);
    return super.claimDeliveries({ ...request, handlerIds: all });
  }
}

class LosesTokens extends MemoryPaymentStore {
  override async decideLane<T>(
    lane: string,
    rule: (state: LaneState | null, now: number) => LaneDecision<T>,
  ): Promise<T> {
    const known = (await this.listLanes()).find(([name]) => name === lane)?.[1] ?? null;
    const decision = rule(known, await this.now());
    await nextTurn();
    return super.decideLane(lane, () => decision);
  }
}

/** Each fault, and the promises that it breaks: the suite must see every one of them. */
const FAULTS = [
  [ForgetsToLock, ['decide: 50 calls at once', 'decide: 100 calls at once']],
  [WritesEventsLater, ['decide: who sees the transition']],
  [FencesMoneyOff, ['claim: a decision is written although somebody holds the lease']],
  [LeasesForNothing, ['claim: it is written before', 'claim: many claimers', 'claim: held until']],
  [ForgetsDoubt, ['claim: held until the lease ends']],
  [TellsTwice, ['claimPaid: of racing claimers']],
  [IgnoresEpochs, ['release: many in one call', 'claim: a decision is written although']],
  [FinishesForAnybody, ['deliveries: when the lease ends']],
  [StartsWithoutLooking, ['start: an Expired delivery', 'start: a Paid delivery waits']],
  [DeliversToEverybody, ['deliveries: only to those who have the handler']],
  [LosesTokens, ['lanes: 100 takers', 'lanes: 100 changes']],
] as const;

describe('the store contract suite refuses', () => {
  it.each(FAULTS.map(([Store, broken]) => ({ fault: Store.name, Store, broken })))(
    '$fault',
    async ({ Store, broken }) => {
      const cases = storeContract({
        async create(clock) {
          const store = new Store();
          await store.open({ clock, warn: () => undefined });
          return store;
        },
      });
      for (const name of broken) {
        const found = cases.filter((one) => one.name.startsWith(name));
        expect(found).toHaveLength(1);
        await expect(found[0]?.run()).rejects.toMatchObject({
          name: expect.stringMatching(/^(AssertionError|KhqrConflictError)$/),
        });
      }
    },
  );
});
