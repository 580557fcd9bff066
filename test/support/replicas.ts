import type { PaymentRecord } from '../../lib/payment/payment-record.js';
import { MemoryPaymentStore } from '../../lib/stores/memory/memory-payment.store.js';
import type { PaymentStore } from '../../lib/stores/payment-store.port.js';
import type { KhqrTestClock } from '../../lib/testing/khqr-test.clock.js';
import { paymentRecord } from './records.js';

/** A store as several processes share it: one that closes does not close it for the others. */
export function sharedStore(store: PaymentStore = new MemoryPaymentStore()): PaymentStore {
  let opened: Promise<void> | undefined;
  return intercept(store, {
    open: (context) => (opened ??= store.open(context)),
    close: () => Promise.resolve(),
  });
}

/** The same store with some methods replaced. */
export function intercept(store: PaymentStore, methods: Partial<PaymentStore>): PaymentStore {
  return new Proxy(store, {
    get(target, key) {
      const replaced: unknown = Reflect.get(methods, key);
      if (replaced !== undefined) return replaced;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** Puts pending payments into a store that is open, as if they had been created before; answers them. */
export async function fillQueue(
  store: PaymentStore,
  count: number,
  overrides: (index: number) => Partial<PaymentRecord> = () => ({}),
): Promise<readonly PaymentRecord[]> {
  const now = await store.now();
  const records = Array.from({ length: count }, (_, index) =>
    paymentRecord({ createdAt: now, dueAt: now, ...overrides(index) }),
  );
  for (const record of records) {
    await store.decide(record, () => ({ writes: [record], events: [], result: undefined }));
  }
  return records;
}

/** Closes applications whose checks or handlers may be under way: they end by the clock. */
export async function closeAll(
  clock: KhqrTestClock,
  apps: readonly { close(): Promise<void> }[],
): Promise<void> {
  const closing = Promise.all(apps.map((app) => app.close()));
  await clock.advance(15_000);
  await closing;
}
