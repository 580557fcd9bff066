import type { PaymentStore } from '../../lib/stores/payment-store.port.js';
import type { Conditions } from './conditions.js';
import type { SimulatedProcess } from './simulated.process.js';
import { layer, wrapMethods } from './store.layer.js';

/** The store at the other end of a network: late, away, or silent about what it has done. */
export function linkedStore(
  store: PaymentStore,
  process: SimulatedProcess,
  replica: number,
  conditions: Conditions,
): PaymentStore {
  const linked = wrapMethods(store, (method) => (...args) => {
    const act = (): Promise<unknown> => method(...args);
    if (!process.undisturbed) return process.ask(() => conditions.throughToStore(replica, act));
    const trouble = conditions.trouble(replica);
    // The answer is there before time goes on, so nothing comes in between.
    if (trouble === null) return act();
    return process.ask(() => conditions.throughTrouble(replica, act, trouble));
  });
  return layer(store, {
    ...linked,
    // Its clock runs on, and other processes use it still.
    open: () =>
      process.ask(() =>
        conditions.throughToStore(replica, () => store.now().then(() => undefined)),
      ),
    close: () => Promise.resolve(),
    // No file to spill into: what is in hand at the end is found again by its lease.
    durable: false,
    subscribe: (listener) =>
      store.subscribe((change) => {
        if (conditions.losesChange(replica)) return;
        process.enter(() => {
          listener(change);
        });
      }),
  });
}
