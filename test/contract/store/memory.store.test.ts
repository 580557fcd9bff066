import { describe, it } from '@jest/globals';
import { MemoryPaymentStore } from '../../../lib/stores/memory/memory-payment.store.js';
import { storeContract } from '../../../lib/testing/store-contract.js';

describe('MemoryPaymentStore keeps the promises of the ports', () => {
  const cases = storeContract({
    async create(clock) {
      const store = new MemoryPaymentStore();
      await store.open({ clock, warn: () => undefined });
      return store;
    },
  });
  it.each(cases)('$name', async ({ run }) => {
    await run();
  });
});
