import type { PaymentStore } from '../../lib/stores/payment-store.port.js';

export const STORE_METHODS = [
  'open',
  'close',
  'now',
  'decide',
  'find',
  'attempts',
  'claimPaid',
  'list',
  'history',
  'prune',
  'forget',
  'claimDue',
  'claimOne',
  'release',
  'nextDueAt',
  'openRoutes',
  'findStale',
  'markWatched',
  'countPending',
  'registerHandlers',
  'listHandlers',
  'appendEvent',
  'claimDeliveries',
  'startDelivery',
  'finishDelivery',
  'nextDeliveryAt',
  'buryOrphans',
  'listDeliveries',
  'redeliver',
  'deliveryCounts',
  'decideLane',
  'listLanes',
] as const satisfies readonly (keyof PaymentStore)[];

type Method = (...args: unknown[]) => Promise<unknown>;

/** Each method of the store, wrapped. */
export function wrapMethods(
  store: PaymentStore,
  wrap: (method: Method, name: (typeof STORE_METHODS)[number]) => Method,
): Partial<PaymentStore> {
  return Object.fromEntries(
    STORE_METHODS.map((name) => [
      name,
      wrap((Reflect.get(store, name) as Method).bind(store), name),
    ]),
  );
}

/** A store with another one beneath: what is not given here goes there. */
export function layer(beneath: PaymentStore, methods: Partial<PaymentStore>): PaymentStore {
  return { ...beneath, ...methods };
}

/** The same store as an object of functions, which can be laid over one another. */
export function flat(store: PaymentStore): PaymentStore {
  const { name, durable } = store;
  return {
    name,
    durable,
    subscribe: (listener) => store.subscribe(listener),
    acknowledgement: (id) => store.acknowledgement(id),
    ...(wrapMethods(store, (method) => method) as Pick<
      PaymentStore,
      (typeof STORE_METHODS)[number]
    >),
  };
}
