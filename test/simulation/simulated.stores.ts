import type { KhqrClock } from '../../lib/clock/khqr-clock.js';
import { MemoryPaymentStore } from '../../lib/stores/memory/memory-payment.store.js';
import type { PaymentStore } from '../../lib/stores/payment-store.port.js';
import { SqlitePaymentStore } from '../../lib/stores/sqlite/sqlite-payment.store.js';
import { flat, layer, wrapMethods } from './store.layer.js';

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
  const store = flat(
    kind === 'memory' ? new MemoryPaymentStore() : new SqlitePaymentStore({ path: ':memory:' }),
  );
  let underWay = 0;
  const over = (): void => {
    underWay -= 1;
  };
  const counted = wrapMethods(store, (method) => (...args) => {
    underWay += 1;
    const result = method(...args);
    result.then(over, over);
    return result;
  });
  return {
    store: kind === 'memory' ? store : layer(store, counted),
    isIdle: () => underWay === 0,
    open: (clock) => store.open({ clock, warn: () => undefined }),
    close: () => store.close(),
  };
}
