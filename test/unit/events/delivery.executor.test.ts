import { describe, expect, it } from '@jest/globals';
import { DeliveryExecutor, type ExecutorParts } from '../../../lib/events/delivery.executor.js';
import type { PaymentHandler } from '../../../lib/events/payment-handler.js';
import type { RunLease } from '../../../lib/events/running.deliveries.js';
import { sampleEvent, samplePayment } from '../../../lib/testing/store-contract/samples.js';
import type { ClaimedDelivery } from '../../../lib/stores/delivery-queue.port.js';

const PAID = 'khqr.payment.paid';

/** A store that hands the delivery out again (epoch 2) while it is asked for the first time at this step. */
async function executeRenewedAt(step: 'start' | 'finish', isLate = false) {
  const calls: string[] = [];
  let handedOut = 1;
  const lease: RunLease = { epoch: 1, isLate: () => isLate };
  const meet = (at: 'start' | 'finish', epoch: number): boolean => {
    if (at === step && handedOut === 1) lease.epoch = handedOut = 2;
    return epoch === handedOut;
  };
  const record = samplePayment({ status: 'PAID', dueAt: null });
  const parts = {
    store: {
      startDelivery: async (_id: string, epoch: number) => {
        calls.push(`start ${epoch}`);
        return meet('start', epoch) ? { verdict: 'run', payment: record } : { verdict: 'lost' };
      },
      finishDelivery: async (_id: string, epoch: number, { status }: { status: string }) => {
        calls.push(`${status} ${epoch}`);
        return meet('finish', epoch);
      },
    },
    runner: {
      run: async () => {
        calls.push('runs');
        return { ok: true };
      },
    },
  } as unknown as ExecutorParts;
  const handler = { id: 'ship', subscriptions: [{ type: PAID, account: null }] };
  const claimed = {
    delivery: { id: 'd', epoch: 1, attempt: 1 },
    event: sampleEvent(record, PAID),
  };
  const executor = new DeliveryExecutor(parts);
  await executor.execute(
    handler as unknown as PaymentHandler,
    claimed as unknown as ClaimedDelivery,
    lease,
  );
  return calls;
}

describe('a delivery that the store hands out again while it runs here', () => {
  it('begins under its new lease', async () => {
    expect(await executeRenewedAt('start')).toEqual(['start 1', 'start 2', 'runs', 'done 2']);
  });

  it('ends under its new lease, and does not run again', async () => {
    expect(await executeRenewedAt('finish')).toEqual(['start 1', 'runs', 'done 1', 'done 2']);
  });

  it('is put back under its new lease where it is too late to begin', async () => {
    expect(await executeRenewedAt('start', true)).toEqual(['start 1', 'start 2', 'waiting 2']);
  });
});
