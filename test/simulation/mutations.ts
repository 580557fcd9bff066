import { unchanged } from '../../lib/payment/decision.js';
import type { EventRecord } from '../../lib/payment/payment-event.js';
import type { PaymentRecord } from '../../lib/payment/payment-record.js';
import type { PaymentStore } from '../../lib/stores/payment-store.port.js';
import type { PollClaim } from '../../lib/stores/poll-queue.port.js';
import { layer } from './store.layer.js';
import type { CallAnew } from './world.js';

/** PAID bound to the epoch: money that an overtaken check reports is thrown away, like anything else that is stale. */
export function paidBoundToEpoch(store: PaymentStore): PaymentStore {
  return layer(store, {
    decide: (key, rule) =>
      store.decide(key, (attempts, now) => {
        const decision = rule(attempts, now);
        // The rule ends a newer holder's lease only where the money comes from an older one.
        const stale = decision.writes.some(
          (record) =>
            record.status === 'PAID' &&
            record.epoch > (attempts.find(({ id }) => id === record.id)?.epoch ?? record.epoch),
        );
        return stale ? unchanged(decision.result) : decision;
      }),
  });
}

/** The event is not written with its transition, but by a call of its own: a process may end in between. */
export function eventAfterCommit(store: PaymentStore, anew: CallAnew): PaymentStore {
  return layer(store, {
    async decide(key, rule) {
      let events: readonly EventRecord[] = [];
      const result = await store.decide(key, (attempts, now) => {
        const decision = rule(attempts, now);
        events = decision.events;
        return { ...decision, events: [] };
      });
      for (const event of events) await anew(() => store.appendEvent(event));
      return result;
    },
  });
}

/** No written intent: nobody knows afterwards that a check was begun. */
export function noIntent(store: PaymentStore): PaymentStore {
  const forget = async ({ record, inDoubtBefore }: PollClaim): Promise<void> => {
    await store.decide(record, (attempts) => {
      const now = attempts.find(({ id }) => id === record.id);
      const writes: PaymentRecord[] = now ? [{ ...now, inDoubt: inDoubtBefore }] : [];
      return { writes, events: [], result: undefined };
    });
  };
  return layer(store, {
    async claimDue(request) {
      const claims = await store.claimDue(request);
      for (const claim of claims) await forget(claim);
      return claims;
    },
    async claimOne(id, owner, leaseMs) {
      const claim = await store.claimOne(id, owner, leaseMs);
      if (claim) await forget(claim);
      return claim;
    },
    release: (releases) => store.release(releases.map((each) => ({ ...each, inDoubt: false }))),
  });
}

/** The last look before a handler runs is skipped: an Expired delivery runs although a PAID has overtaken it. */
export function expiredAfterPaid(store: PaymentStore): PaymentStore {
  return layer(store, {
    async startDelivery(id, epoch) {
      const start = await store.startDelivery(id, epoch);
      if (start.verdict !== 'superseded') return start;
      const paymentId = id.slice(0, id.indexOf('.'));
      return { verdict: 'run', payment: await store.find({ id: paymentId }) };
    },
  });
}
