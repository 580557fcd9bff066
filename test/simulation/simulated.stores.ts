import type { KhqrClock } from '../../lib/clock/khqr-clock.js';
import { MemoryPaymentStore } from '../../lib/stores/memory/memory-payment.store.js';
import type { PaymentStore } from '../../lib/stores/payment-store.port.js';
import { SqlitePaymentStore } from '../../lib/stores/sqlite/sqlite-payment.store.js';
import { layer, wrapMethods } from './store.layer.js';

export const STORE_KINDS = ['memory', 'sqlite'] as const;
export type StoreKind = (typeof STORE_KINDS)[number];

export interface SimulatedStore {
  readonly store: PaymentStore;
  readonly isIdle: () => boolean;
  readonly open: (clock: KhqrClock) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A store for one run. What is asked of the SQL one is waited for before time goes on, however it answers. */
export function openStore(kind: StoreKind): SimulatedStore {
  const store =
    kind === 'memory' ? new MemoryPaymentStore() : new SqlitePaymentStore({ path: ':memory:' });
  let underWay = 0;
  const counted = wrapMethods(store, (method) => (...args) => {
    underWay += 1;
    return method(...args).finally(() => {
      underWay -= 1;
    });
  });
  return {
    store: kind === 'memory' ? store : layer(store, counted),
    isIdle: () => underWay === 0,
    open: (clock) => store.open({ clock, warn: () => undefined }),
    close: () => store.close(),
  };
}
