import type { Decision, Rule } from '../../lib/payment/decision.js';
import type { PaymentRecord } from '../../lib/payment/payment-record.js';
import type { ReferenceKey } from '../../lib/stores/payment-rows.port.js';
import type { PaymentStore } from '../../lib/stores/payment-store.port.js';
import type { PollClaim } from '../../lib/stores/poll-queue.port.js';
import type { Auditors } from './auditors.js';
import { layer } from './store.layer.js';

/** The shared store as one process uses it, with the auditors looking on. */
export function auditedStore(
  store: PaymentStore,
  holder: string,
  auditors: Auditors,
): PaymentStore {
  const { leases, transitions, rates, deliveries, trace } = auditors;

  const claimed = (claims: readonly PollClaim[], leaseMs: number): void => {
    for (const claim of claims) {
      leases.claimed(holder, claim, leaseMs);
      trace.add(holder, `leases ${claim.record.id} (${claim.record.epoch})`);
    }
  };

  return layer(store, {
    async decide<T>(key: ReferenceKey, rule: Rule<T>): Promise<T> {
      let last: { attempts: readonly PaymentRecord[]; decision: Decision<T> } | undefined;
      const result = await store.decide(key, (attempts, now) => {
        const decision = rule(attempts, now);
        last = { attempts, decision };
        return decision;
      });
      if (!last) return result;
      transitions.committed(key, last.attempts, last.decision);
      for (const record of last.decision.writes) leases.written(record);
      for (const { paymentId, to, reason } of last.decision.transitions ?? []) {
        trace.add(holder, `${key.reference} ${paymentId} is ${to}: ${reason}`);
      }
      return result;
    },

    async claimDue(request) {
      const claims = await store.claimDue(request);
      claimed(claims, request.leaseMs);
      return claims;
    },

    async claimOne(id, owner, leaseMs) {
      const claim = await store.claimOne(id, owner, leaseMs);
      if (claim) claimed([claim], leaseMs);
      return claim;
    },

    async release(releases) {
      await store.release(releases);
      for (const { id, epoch, dueAt, keepsLease } of releases) {
        if (keepsLease !== true) leases.released(id, epoch);
        trace.add(holder, `releases ${id} (${epoch}) until ${dueAt ?? 'never'}`);
      }
    },

    async claimDeliveries(request) {
      const claims = await store.claimDeliveries(request);
      for (const claim of claims) deliveries.claimed(holder, claim, request.leaseMs);
      return claims;
    },

    async startDelivery(id, epoch) {
      const start = await store.startDelivery(id, epoch);
      if (start.verdict !== 'run') trace.add(holder, `does not run ${id}: ${start.verdict}`);
      const event = transitions.events.get(eventOf(id));
      if (event && start.verdict === 'run') {
        deliveries.started(id, event, transitions.isPaid(event.reference ?? ''));
      }
      return start;
    },

    async finishDelivery(id, epoch, outcome) {
      const current = await store.finishDelivery(id, epoch, outcome);
      if (current) deliveries.finished(id);
      trace.add(holder, `ends ${id}: ${outcome.status}${current ? '' : ' (stale)'}`);
      return current;
    },

    async decideLane(lane, rule) {
      return store.decideLane(lane, (state, now) => {
        const decision = rule(state, now);
        if (decision.state) rates.decided(holder, state, decision.state);
        return decision;
      });
    },
  });
}

/** A delivery's id is its event's and its handler's, and a handler's holds no colon here. */
function eventOf(deliveryId: string): string {
  return deliveryId.slice(0, deliveryId.lastIndexOf(':'));
}
