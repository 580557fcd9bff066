import { describe, expect, it } from '@jest/globals';
import { KhqrOperations } from '../../lib/khqr.operations.js';
import { KhqrTestClock } from '../../lib/testing/khqr-test.clock.js';
import { paidHandler } from '../support/handlers.js';
import { openShop } from '../support/shop.js';

const ORDER = { reference: 'order-1', amount: '5.00', currency: 'USD' } as const;
const HOUR = 3_600_000;

/** Its wall clock can be set, as by a person, by NTP, or by a machine that has slept: what is counted, and timers, do not follow. */
class SettableClock extends KhqrTestClock {
  private aheadMs = 0;

  override now(): number {
    return super.now() + this.aheadMs;
  }

  set(ms: number): void {
    this.aheadMs += ms;
  }
}

/** An order whose handler takes 20 s, and the wall clock is set while it runs. */
async function setWhileRunning(run: (attempt: number) => void) {
  const clock = new SettableClock();
  let [runs, beside, most] = [0, 0, 0];
  const ship = paidHandler('ship', async ({ attempt }) => {
    runs += 1;
    beside += 1;
    most = Math.max(most, beside);
    await new Promise<void>((resolve) => void clock.setTimeout(resolve, 20_000));
    beside -= 1;
    run(attempt);
  });
  const shop = await openShop({
    khqr: { provider: 'sandbox', delivery: { retryDelaysMs: [60_000] } },
    providers: [ship],
    testing: { clock },
  });
  const { md5 } = await shop.khqr.createPayment(ORDER);
  shop.bank.pay(md5);
  await clock.advance(4000);
  expect(runs).toBe(1);
  // Twice: the new lease ends early too.
  for (let times = 0; times < 2; times += 1) {
    clock.set(HOUR);
    await clock.advance(10_000);
  }
  expect(runs).toBe(1);
  const find = () => shop.app.get(KhqrOperations).listDeliveries({ handlerId: 'ship' });
  return { ...shop, clock, find, seen: () => ({ runs, most }) };
}

describe('a handler whose lease ends early, since the clock is set forward while it runs', () => {
  it('is not begun beside itself, and not again when it has ended well', async () => {
    const { app, clock, find, seen } = await setWhileRunning(() => undefined);
    expect(await find()).toMatchObject([{ status: 'done' }]);
    await clock.advance(5 * 60_000);
    expect(seen()).toEqual({ runs: 1, most: 1 });
    await app.close();
  });

  it('is tried again at its time when it has failed', async () => {
    let broken = true;
    const { app, clock, find, seen } = await setWhileRunning(() => {
      if (broken) throw new Error('no stock');
    });
    expect(await find()).toMatchObject([{ status: 'waiting', error: 'no stock' }]);
    broken = false;
    await clock.advance(40_000);
    expect(seen().runs).toBe(1);
    await clock.advance(60_000);
    expect(await find()).toMatchObject([{ status: 'done' }]);
    expect(seen()).toEqual({ runs: 2, most: 1 });
    await app.close();
  });
});
