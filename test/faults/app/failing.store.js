/**
 * The store with failpoints around it; the library knows of none. A delivery's lease is shortened: it covers the handler's
 * time limit and 15 s, which a test need not wait for.
 */
export function failingStore(store, failpoint, deliveryLeaseMs) {
  const around = {
    async claimDue(request) {
      const claims = await store.claimDue(request);
      if (claims.length > 0) failpoint.reach('claimed');
      return claims;
    },
    async decide(key, rule) {
      let paid = false;
      const result = await store.decide(key, (attempts, now) => {
        const decision = rule(attempts, now);
        paid = decision.events.some(({ type }) => type === 'khqr.payment.paid');
        // In the middle of the transaction, with the PAID in hand.
        if (paid) failpoint.reach('answered');
        return decision;
      });
      if (paid) failpoint.reach('committed');
      return result;
    },
    async claimDeliveries(request) {
      return store.claimDeliveries({ ...request, leaseMs: deliveryLeaseMs ?? request.leaseMs });
    },
  };
  return new Proxy(store, {
    get(target, name) {
      if (name in around) return around[name];
      const value = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
