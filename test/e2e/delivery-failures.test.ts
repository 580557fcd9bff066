import { EventEmitter2 } from '@nestjs/event-emitter';
import { Injectable } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { OnKhqrAlert } from '../../lib/events/on-payment.decorator.js';
import { KhqrAlertEvent } from '../../lib/events/payment.events.js';
import { DEFAULT_RETRY_DELAYS_MS } from '../../lib/delivery/retry-schedule.js';
import { KhqrTestClock } from '../../lib/testing/khqr-test.clock.js';
import { KhqrOperations } from '../../lib/khqr.operations.js';
import { sharedStore } from '../support/replicas.js';
import { paidHandler, ShopHandlers } from '../support/handlers.js';
import { openShop, type ShopOptions } from '../support/shop.js';

const ORDER = { reference: 'order-1', amount: '5.00', currency: 'USD' } as const;
const DAY = 86_400_000;

/** A shop with one paid order whose handlers have been run for the first time. */
async function openPaid(makeShop: (clock: KhqrTestClock) => ShopOptions, seed = 1) {
  const clock = new KhqrTestClock();
  const opened = await openShop({ ...makeShop(clock), testing: { clock, seed } });
  const { khqr, bank } = opened;
  const payment = await khqr.createPayment(ORDER);
  bank.pay(payment.md5);
  await clock.advance(3100);
  return { ...opened, payment, operations: opened.app.get(KhqrOperations) };
}

describe('a handler that throws', () => {
  it.each([1, 2, 3])(
    'is tried again by itself after 5 s, 30 s, 2 min … for three days, each ±20 %% (seed %i)',
    async (seed) => {
      const runs: { at: number; attempt: number; id: string }[] = [];
      let others = 0;
      const { app, clock, payment } = await openPaid(
        (clock) => ({
          khqr: { provider: 'sandbox', tracker: { tickMs: 60_000 } },
          providers: [
            paidHandler('bad', ({ attempt, id }) => {
              runs.push({ at: clock.now(), attempt, id });
              throw new Error(`attempt ${attempt}`);
            }),
            paidHandler('good', () => (others += 1)),
          ],
        }),
        seed,
      );
      await clock.advance(5 * DAY);
      expect(runs).toHaveLength(DEFAULT_RETRY_DELAYS_MS.length + 1);
      for (const [index, delay] of DEFAULT_RETRY_DELAYS_MS.entries()) {
        const waited = (runs[index + 1]?.at ?? NaN) - (runs[index]?.at ?? NaN);
        expect(waited).toBeGreaterThanOrEqual(delay * 0.8);
        expect(waited).toBeLessThanOrEqual(delay * 1.2 + 50);
      }
      expect(runs.map(({ attempt }) => attempt)).toEqual(runs.map((_run, index) => index + 1));
      expect(new Set(runs.map(({ id }) => id))).toEqual(new Set([`${payment.id}.paid`]));
      const span = (runs.at(-1)?.at ?? NaN) - (runs[0]?.at ?? NaN);
      expect(span).toBeLessThanOrEqual(3 * DAY * 1.2);
      expect(others).toBe(1);
      await app.close();
    },
    20_000,
  );

  it('ends as a dead letter that somebody is told of, and runs again when it is redelivered', async () => {
    let broken = true;
    let runs = 0;
    const { app, clock, operations, payment } = await openPaid(() => ({
      khqr: { provider: 'sandbox', delivery: { retryDelaysMs: [1000, 2000] } },
      providers: [
        ShopHandlers,
        paidHandler('bad', () => {
          runs += 1;
          if (broken) throw new Error('no stock');
        }),
      ],
    }));
    const dead: unknown[] = [];
    app.get(EventEmitter2).on('khqr.delivery.dead', (letter) => dead.push(letter));
    await clock.advance(60_000);
    expect(runs).toBe(3);
    const letter = {
      handlerId: 'bad',
      eventId: `${payment.id}.paid`,
      attempt: 3,
      error: 'no stock',
    };
    expect(dead).toEqual([
      {
        ...letter,
        id: `${payment.id}.paid:bad`,
        type: 'khqr.payment.paid',
        paymentId: payment.id,
        reference: 'order-1',
      },
    ]);
    expect(await operations.listDeliveries({ status: 'dead' })).toMatchObject([letter]);
    expect(app.get(ShopHandlers).lines).toEqual(['ship order-1 5.00', 'call delivery-dead']);

    expect(await operations.redeliver({ handlerId: 'somebody else' })).toBe(0);
    expect(await operations.redeliver({ handlerId: 'bad' })).toBe(1);
    await clock.advance(1500);
    // From the first attempt on, with all its retries.
    expect(runs).toBe(5);
    broken = false;
    await clock.advance(3000);
    expect(runs).toBe(6);
    expect(await operations.listDeliveries({ handlerId: 'bad' })).toMatchObject([
      { status: 'done' },
    ]);
    expect(await operations.redeliver({})).toBe(0);
    await app.close();
  });

  it('at an alert raised no alerts about alerts without end', async () => {
    let calls = 0;
    @Injectable()
    class Duty {
      @OnKhqrAlert()
      call(_event: KhqrAlertEvent): void {
        calls += 1;
        throw new Error('the phone is dead');
      }
    }
    const { app, clock, operations } = await openPaid(() => ({
      khqr: { provider: 'sandbox', delivery: { retryDelaysMs: [] } },
      providers: [
        Duty,
        paidHandler('bad', () => {
          throw new Error('no stock');
        }),
      ],
    }));
    await clock.advance(600_000);
    expect(calls).toBe(1);
    const dead = await operations.listDeliveries({ status: 'dead' });
    expect(dead.map(({ handlerId }) => handlerId).sort()).toEqual(['Duty.call', 'bad']);
    await app.close();
  });
});

describe('a handler that hangs', () => {
  it('is told to stop at its time limit, and run again; what its first run still does may overlap', async () => {
    const runs: { at: number; reason?: unknown; abortedAt?: number }[] = [];
    const lines: string[] = [];
    const { app, clock, operations } = await openPaid((clock) => ({
      providers: [
        paidHandler(
          'slow',
          ({ signal, attempt }) => {
            const run: (typeof runs)[number] = { at: clock.now() };
            runs.push(run);
            signal.addEventListener('abort', () => {
              run.abortedAt = clock.now();
              run.reason = signal.reason;
            });
            if (attempt > 1) return lines.push('second');
            return new Promise<void>((resolve) => {
              clock.setTimeout(() => {
                lines.push('first, late');
                resolve();
              }, 60_000);
            });
          },
          { timeoutMs: 4000 },
        ),
        paidHandler('good', () => lines.push('good')),
      ],
    }));
    expect(lines).toEqual(['good']);
    await clock.advance(3900);
    expect(runs[0]?.abortedAt).toBeUndefined();
    await clock.advance(300);
    expect((runs[0]?.abortedAt ?? NaN) - (runs[0]?.at ?? NaN)).toBe(4000);
    expect(runs[0]?.reason).toBeInstanceOf(Error);
    const [delivery] = await operations.listDeliveries({ handlerId: 'slow' });
    expect(delivery).toMatchObject({ status: 'waiting', attempt: 1 });
    expect(delivery?.error).toContain('4000 ms');
    await clock.advance(7000);
    expect(lines).toEqual(['good', 'second']);
    await clock.advance(60_000);
    expect(lines).toEqual(['good', 'second', 'first, late']);
    expect(await operations.listDeliveries({ handlerId: 'slow' })).toMatchObject([
      { status: 'done', attempt: 2 },
    ]);
    expect(runs).toHaveLength(2);
    await app.close();
  });

  it('starved the others: a hundred of its runs took all places', async () => {
    const shipped: number[] = [];
    const { app, khqr, bank, clock } = await openShop({
      providers: [
        paidHandler('hung', () => new Promise(() => undefined)),
        paidHandler('good', () => shipped.push(clock.now())),
      ],
    });
    const begun = clock.now();
    for (let order = 0; order < 200; order += 1) {
      const { md5 } = await khqr.createPayment({ ...ORDER, reference: `order-${order}` });
      bank.pay(md5);
      await clock.advance(10);
    }
    await clock.advance(8000);
    expect(shipped).toHaveLength(200);
    expect(Math.max(...shipped) - begun).toBeLessThan(2000 + 5000);
    const closing = app.close();
    await clock.advance(15_000);
    await closing;
  });

  it('does not hold up the shutdown for longer than 15 s', async () => {
    const { app, clock } = await openPaid(() => ({
      providers: [paidHandler('hung', () => new Promise(() => undefined), { timeoutMs: 120_000 })],
    }));
    const begun = clock.monotonic();
    let closedAt = Infinity;
    const closing = app.close().then(() => (closedAt = clock.monotonic()));
    await clock.advance(15_000);
    await closing;
    expect(closedAt - begun).toBeLessThanOrEqual(15_000);
  });

  it('is waited for at the shutdown while it ends in time, and its end is written down', async () => {
    const clock = new KhqrTestClock();
    const store = sharedStore();
    const slow = paidHandler(
      'slow',
      () => new Promise<void>((resolve) => void clock.setTimeout(resolve, 9000)),
    );
    const { app, khqr, bank } = await openShop({ providers: [slow], testing: { clock, store } });
    const { md5, id } = await khqr.createPayment(ORDER);
    bank.pay(md5);
    await clock.advance(4000);
    const closing = app.close();
    await clock.advance(9000);
    await closing;
    const [view] = await store.listDeliveries({ paymentId: id }, 10);
    expect(view?.delivery).toMatchObject({ handlerId: 'slow', status: 'done', attempt: 1 });
    expect(clock.pendingTimers).toBe(0);
  });
});
