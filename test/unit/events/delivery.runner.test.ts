import { EventEmitter2 } from '@nestjs/event-emitter';
import { describe, expect, it } from '@jest/globals';
import { deliveryId } from '../../../lib/delivery/delivery.js';
import {
  deliverName,
  DeliveryRunner,
  type DeliveryEnvelope,
} from '../../../lib/events/delivery.runner.js';
import type { PaymentHandler } from '../../../lib/events/payment-handler.js';
import type { AnyKhqrEvent } from '../../../lib/events/payment.events.js';
import type { ClaimedDelivery } from '../../../lib/stores/delivery-queue.port.js';
import { KhqrTestClock } from '../../../lib/testing/khqr-test.clock.js';
import { eventRecord, paymentRecord } from '../../support/records.js';

const payment = paymentRecord({ status: 'PAID' });
const event = eventRecord(payment, 'khqr.payment.paid');
const claimed: ClaimedDelivery = {
  event,
  delivery: {
    id: deliveryId(event.id, 'ship'),
    eventId: event.id,
    handlerId: 'ship',
    status: 'running',
    attempt: 3,
    createdAt: 0,
    dueAt: 0,
    leaseOwner: 'me',
    leaseUntil: 1,
    epoch: 3,
    started: true,
    error: null,
    finishedAt: null,
  },
};

function newRunner(invoke: (given: AnyKhqrEvent) => Promise<void>) {
  const clock = new KhqrTestClock();
  const emitter = new EventEmitter2();
  const statements: string[] = [];
  const handler: PaymentHandler = {
    id: 'ship',
    where: 'Shop.ship',
    timeoutMs: 1000,
    subscriptions: [{ type: 'khqr.payment.paid', account: null }],
    invoke,
  };
  const runner = new DeliveryRunner(emitter, clock, (id) => `INSERT '${id}'`);
  const listen = () =>
    emitter.on(deliverName('ship'), (envelope: DeliveryEnvelope) => {
      envelope.run ??= handler.invoke(envelope.event);
    });
  const run = () => runner.run(handler, claimed, { verdict: 'run', payment });
  return { clock, emitter, statements, listen, run };
}

describe('DeliveryRunner', () => {
  it('runs the handler once, whether our listener is there or not', async () => {
    let runs = 0;
    const { listen, run, emitter } = newRunner(async () => void (runs += 1));
    expect(await run()).toEqual({ ok: true });
    listen();
    expect(await run()).toEqual({ ok: true });
    emitter.prependListener(deliverName('ship'), () => {
      throw new Error('first');
    });
    expect(await run()).toEqual({ ok: true });
    emitter.on(deliverName('ship'), () => {
      throw new Error('last');
    });
    expect(await run()).toEqual({ ok: true });
    expect(runs).toBe(4);
  });

  it('hands over the event with the number of the run', async () => {
    const seen: AnyKhqrEvent[] = [];
    const { run } = newRunner(async (given) => void seen.push(given));
    await run();
    expect(seen).toMatchObject([
      { id: event.id, type: 'khqr.payment.paid', attempt: 3, payment: { id: payment.id } },
    ]);
  });

  it('acknowledges by one statement of the store, run by the handler’s transaction', async () => {
    const ran: string[] = [];
    const { run } = newRunner(async ({ acknowledge }) => {
      await acknowledge((sql) => ran.push(`function ${sql}`));
      await acknowledge({ query: async (sql) => ran.push(`query ${sql}`) });
      await acknowledge({ execute: (sql) => ran.push(`execute ${sql}`) });
      await acknowledge({ $executeRawUnsafe: (sql) => ran.push(`raw ${sql}`) });
    });
    expect(await run()).toEqual({ ok: true });
    const statement = `INSERT '${claimed.delivery.id}'`;
    expect(ran).toEqual(
      ['function', 'query', 'execute', 'raw'].map((name) => `${name} ${statement}`),
    );
  });

  it('fails with what a transaction throws at the acknowledgement', async () => {
    const { run } = newRunner(async ({ acknowledge }) => {
      await acknowledge(() => Promise.reject(new Error('duplicate key')));
    });
    expect(await run()).toEqual({ ok: false, error: 'duplicate key' });
  });

  it('gives a handler up at its time limit, tells it, and leaves no timer', async () => {
    let reason: unknown;
    const { clock, run } = newRunner(
      ({ signal }) =>
        new Promise(() => {
          signal.addEventListener('abort', () => {
            reason = signal.reason;
          });
        }),
    );
    const outcome = run();
    await clock.advance(1000);
    expect(await outcome).toEqual({ ok: false, error: 'The handler did not end within 1000 ms.' });
    expect(reason).toEqual(new Error('The handler did not end within 1000 ms.'));
    expect(clock.pendingTimers).toBe(0);
  });

  it('minds nothing that a handler throws after its time limit', async () => {
    const { clock, run } = newRunner(async () => {
      await new Promise<void>((resolve) => void clock.setTimeout(resolve, 5000));
      throw new Error('much later');
    });
    const outcome = run();
    await clock.advance(10_000);
    expect(await outcome).toMatchObject({ ok: false });
  });
});
