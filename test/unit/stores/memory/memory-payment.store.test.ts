import { describe, expect, it } from '@jest/globals';
import { isKhqrError } from '../../../../lib/errors/is-khqr-error.js';
import { MemoryPaymentStore } from '../../../../lib/stores/memory/memory-payment.store.js';
import { KhqrTestClock } from '../../../../lib/testing/khqr-test.clock.js';
import { eventRecord, paymentRecord } from '../../../support/records.js';

const PAID = 'khqr.payment.paid';
/** As documented: so many finished deliveries are kept. */
const KEPT = 10_000;

async function open() {
  const clock = new KhqrTestClock();
  const warnings: string[] = [];
  const store = new MemoryPaymentStore();
  const context = { clock, warn: (message: string) => warnings.push(message) };
  await store.open(context);
  const settle = async (handlerId: string, id: string): Promise<void> => {
    const record = paymentRecord({ id, status: 'PAID', dueAt: null });
    const events = [eventRecord(record, PAID, { occurredAt: clock.now() })];
    await store.decide(record, () => ({ writes: [record], events, result: undefined }));
    await finishAll(handlerId);
  };
  const claim = (handlerId: string) =>
    store.claimDeliveries({ owner: 'o', handlerIds: [handlerId], limit: 10, leaseMs: 1000 });
  const finishAll = async (handlerId: string): Promise<void> => {
    for (const { delivery } of await claim(handlerId)) {
      await store.finishDelivery(delivery.id, delivery.epoch, { status: 'done' });
    }
  };
  return { clock, store, context, warnings, settle, claim, finishAll };
}

describe('MemoryPaymentStore', () => {
  it('says what it is, and loses data only where told that it may', () => {
    expect(new MemoryPaymentStore()).toMatchObject({
      name: 'memory',
      durable: false,
      acceptsDataLoss: false,
    });
    expect(new MemoryPaymentStore({ acceptDataLoss: true }).acceptsDataLoss).toBe(true);
    expect(new MemoryPaymentStore().acknowledgement('payment-1.paid:ship')).toBeNull();
  });

  it('keeps the newest 10,000 finished deliveries and everything that is not finished', async () => {
    const { store, settle, claim } = await open();
    await store.registerHandlers([
      { id: 'ship', type: PAID, account: null },
      { id: 'later', type: PAID, account: null },
    ]);
    await settle('ship', 'first');
    const [dead] = await claim('later');
    const { id, epoch } = dead?.delivery ?? { id: '', epoch: 0 };
    await store.finishDelivery(id, epoch, { status: 'dead', error: 'failed' });
    await settle('ship', 'second');
    for (let index = 0; index < KEPT; index += 1) await settle('ship', `payment-${index}`);

    expect(await store.listDeliveries({ status: 'done' }, 2 * KEPT)).toHaveLength(KEPT);
    const of = async (paymentId: string) =>
      (await store.listDeliveries({ paymentId }, 10)).map(
        ({ delivery }) => `${delivery.handlerId} ${delivery.status}`,
      );
    expect(await of('first')).toEqual(['later dead']);
    expect(await of('second')).toEqual(['later waiting']);
    expect(await store.deliveryCounts()).toEqual({
      ...{ waiting: KEPT + 1, running: 0, dead: 1, unrouted: 0 },
    });
    expect(await store.find({ id: 'first' })).not.toBeNull();
  });

  it('does not run an event again because its finished delivery has been dropped', async () => {
    const { clock, store, settle, claim, finishAll } = await open();
    await settle('ship', 'early');
    await store.registerHandlers([{ id: 'ship', type: PAID, account: null }]);
    await finishAll('ship');
    for (let index = 0; index < KEPT; index += 1) await settle('ship', `payment-${index}`);
    await clock.advance(60_000);
    await store.registerHandlers([{ id: 'ship', type: PAID, account: null }]);
    expect(await claim('ship')).toEqual([]);
  });

  it('nor for a handler that was away for more than 72 hours, whose other account has had it', async () => {
    const { clock, store, settle, claim } = await open();
    const ship = { id: 'ship', type: PAID } as const;
    await store.registerHandlers([{ ...ship, account: null }]);
    await clock.advance(100 * 3_600_000);
    await store.registerHandlers([
      { ...ship, account: 'default' },
      { id: 'later', type: PAID, account: null },
    ]);
    await settle('ship', 'early');
    for (let index = 0; index < KEPT; index += 1) await settle('ship', `payment-${index}`);
    await store.registerHandlers([{ ...ship, account: null }]);
    expect(await claim('ship')).toEqual([]);
    expect(await store.listDeliveries({ paymentId: 'early' }, 10)).toHaveLength(1);
  });

  it('has kept everything when it is opened again, as a restarted application in a test does', async () => {
    const { store, context, settle, claim } = await open();
    await store.registerHandlers([{ id: 'ship', type: PAID, account: null }]);
    await settle('nobody', 'payment-1');
    const told: unknown[] = [];
    store.subscribe((change) => told.push(change));
    await store.close();
    await store.open(context);
    expect(await store.find({ id: 'payment-1' })).toMatchObject({ status: 'PAID' });
    expect(await claim('ship')).toHaveLength(1);
    await settle('ship', 'payment-2');
    expect(told).toEqual([]);
  });

  it('says so when it is used while it is not open', async () => {
    const error = await new MemoryPaymentStore().now().catch((thrown: unknown) => thrown);
    expect(isKhqrError(error) && error.code).toBe('KHQR_CONFIGURATION');
    expect(String(error)).toContain('open()');
  });

  it('warns of a subscriber that throws', async () => {
    const { store, warnings, settle } = await open();
    store.subscribe(() => {
      throw new Error('a bad listener');
    });
    await settle('nobody', 'payment-1');
    expect(warnings).toEqual([expect.stringContaining('a bad listener')]);
  });

  it('refuses a record that would move to another order', async () => {
    const { store } = await open();
    const record = paymentRecord({ id: 'payment-1' });
    await store.decide(record, () => ({ writes: [record], events: [], result: undefined }));
    const moved = { ...record, reference: 'another' };
    const decided = store.decide(record, () => ({
      writes: [moved],
      events: [],
      result: undefined,
    }));
    await expect(decided).rejects.toMatchObject({ code: 'KHQR_CONFLICT', payment: record });
    expect(await store.attempts(moved)).toEqual([]);
  });
});
