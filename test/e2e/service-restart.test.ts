import { describe, expect, it } from '@jest/globals';
import { MemoryPaymentStore } from 'nestjs-khqr';
import { KhqrTestClock } from '../../lib/testing/khqr-test.clock.js';
import { openShop } from '../support/shop.js';

describe('a test that restarts its application over one store', () => {
  it('makes other ids than before, though the seed is the same', async () => {
    const testing = { store: new MemoryPaymentStore(), clock: new KhqrTestClock() };
    const made: string[] = [];
    for (const reference of ['order-1', 'order-2', 'order-3']) {
      const { app, khqr, bank, settled } = await openShop({ testing });
      const { id, md5 } = await khqr.createPayment({ reference, amount: 5, currency: 'USD' });
      made.push(id, md5);
      bank.pay(md5);
      await settled();
      expect(await khqr.getPayment({ reference })).toMatchObject({ status: 'PAID' });
      await app.close();
    }
    expect(new Set(made).size).toBe(6);
  });

  it('has equal ids, jitter and faults for equal seeds otherwise', async () => {
    const ids: string[] = [];
    for (const seed of [7, 7, 8]) {
      const { app, khqr } = await openShop({ testing: { seed } });
      ids.push((await khqr.createPayment({ reference: 'o', amount: 5, currency: 'USD' })).id);
      await app.close();
    }
    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).not.toBe(ids[2]);
  });
});
