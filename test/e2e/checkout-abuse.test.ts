import { get } from 'node:http';
import { setTimeout as pass } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { KhqrOperations } from 'nestjs-khqr';
import { nextPhnomPenhMidnight } from '../../lib/clock/phnom-penh.js';
import { KhqrTestClock } from '../../lib/testing/khqr-test.clock.js';
import { CheckoutRuntime } from '../../lib/checkout/checkout.runtime.js';
import { clientOf, mountOf } from '../../lib/checkout/request.facts.js';
import { DRIVERS, openCheckout } from '../support/checkout.js';
import { openEvents } from '../support/event-stream.js';

describe.each(DRIVERS)('what one client may use up, on %s', (driver) => {
  it('is no live stream that it has left before it began', async () => {
    const { app, origin, order } = await openCheckout(driver, {
      checkout: { authorize: () => pass(40).then(() => true) },
    });
    const { urls } = await order('order-1');
    for (let reader = 0; reader < 25; reader += 1) {
      const leaving = get(new URL(urls.events, origin), { agent: false });
      leaving.on('error', () => undefined);
      await pass(5);
      leaving.destroy();
    }
    await pass(150);
    const { streams } = app.get(CheckoutRuntime).desk;
    expect(streams.size).toBe(0);
    const honest = await openEvents(new URL(urls.events, origin));
    expect([honest.status, streams.size]).toEqual([200, 1]);
    honest.close();
    await app.close();
  });

  it('are no rows without end while the provider makes no codes', async () => {
    const { app, post, bank, order, clock } = await openCheckout(driver, {
      checkout: { limits: { asksPerMinute: 10 } },
      testing: { clock: new KhqrTestClock(Date.UTC(2026, 0, 1, 16, 50)) },
    });
    bank.failNext('quota', 1, { for: 'create' });
    const seen: number[] = [];
    for (let time = 0; time < 25; time += 1) {
      seen.push((await post('/khqr/payments', { reference: 'order-1' })).status);
    }
    expect(seen).toEqual([...Array<number>(10).fill(503), ...Array<number>(15).fill(429)]);
    const { payments } = await app.get(KhqrOperations).listPayments({});
    expect(payments).toHaveLength(10);
    // The day is over, and so is the minute.
    await clock.advanceTo(nextPhnomPenhMidnight(clock.now()) + 1000);
    expect(await order('order-1')).toMatchObject({ status: 'PENDING' });
    // What succeeds is not counted.
    for (let time = 0; time < 15; time += 1) await order('order-2');
    expect(await order('order-2')).toMatchObject({ status: 'PENDING' });
    await app.close();
  });

  it.each([
    ['whose key is refused', 'unauthorized', 503],
    ['who refuses the order', 'refused', 500],
  ] as const)('are no rows without end with a provider %s', async (_, failure, status) => {
    const { app, post, bank } = await openCheckout(driver, {
      checkout: { limits: { asksPerMinute: 5 } },
    });
    bank.failNext(failure, 100, { for: 'create' });
    const seen: number[] = [];
    for (let time = 0; time < 8; time += 1) {
      seen.push((await post('/khqr/payments', { reference: 'order-1' })).status);
    }
    expect(seen).toEqual([...Array<number>(5).fill(status), 429, 429, 429]);
    await app.close();
  });

  it('are no codes for orders of other customers', async () => {
    const { app, post } = await openCheckout(driver, {
      checkout: {
        limits: { asksPerMinute: 5 },
        authorize: () => false,
        resolveOrder: (reference) =>
          reference.startsWith('order') ? { amount: '5.00', currency: 'USD' } : null,
      },
    });
    const ask = async (kind: string, count: number): Promise<readonly number[]> => {
      const answers: number[] = [];
      for (let time = 0; time < count; time += 1) {
        answers.push((await post('/khqr/payments', { reference: `${kind}-${time}` })).status);
      }
      return answers;
    };
    // What nobody knows leaves no trace.
    expect(new Set(await ask('guess', 10))).toEqual(new Set([404]));
    expect(await ask('order', 7)).toEqual([404, 404, 404, 404, 404, 429, 429]);
    const { payments } = await app.get(KhqrOperations).listPayments({});
    expect(payments).toHaveLength(5);
    await app.close();
  });

  it('are no pictures in every size', async () => {
    const { app, request, order } = await openCheckout(driver);
    const { urls } = await order('order-1');
    const statusOf = async (size: number) => (await request(`${urls.qrSvg}?size=${size}`)).status;
    for (let size = 100; size < 116; size += 1) expect(await statusOf(size)).toBe(200);
    expect(await statusOf(116)).toBe(400);
    expect(await statusOf(100)).toBe(200);
    await app.close();
  });
});

it.each([
  ['203.0.113.9', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2400:abcd::1:0:0:1', '2400:abcd:0:0'],
  ['2400:abcd::2:0:0:1', '2400:abcd:0:0'],
  ['2400:abcd:0:7::1', '2400:abcd:0:7'],
  ['::1', '0:0:0:0'],
  ['fe80::', 'fe80:0:0:0'],
  ['203.0.113.9:51234', '203.0.113.9'],
  ['[2001:db8:1:2::1]:443', '2001:db8:1:2'],
  ['[2001:db8:1:2::1]', '2001:db8:1:2'],
  ['[::ffff:203.0.113.9]:443', '203.0.113.9'],
  ['[fe80::1%eth0]:443', 'fe80:0:0:0'],
  ['203.0.113.9:', ''],
  ['203.0.113.9:port', ''],
  ['[2001:db8::1', ''],
  ['[x]:443', ''],
  ['203.0.113.9.example', ''],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['::ffff:203.0.113.9%eth0', '203.0.113.9'],
  [`::1%${'a:'.repeat(20)}b`, '0:0:0:0'],
  [`::ffff:203.0.113.${'9'.repeat(40)}`, ''],
  ['x'.repeat(15_000), ''],
])('a limit counts %s as %s', (ip, counted) => {
  expect(clientOf({ ip } as Parameters<typeof clientOf>[0])).toBe(counted);
});

it('a path that goes on and on is nobody’s mount', () => {
  const mount = (url: string) => mountOf({ url } as Parameters<typeof mountOf>[0], '/payments');
  expect(mount('/shop/khqr/payments/1')).toBe('/shop/khqr');
  expect(mount(`/${'x'.repeat(9000)}/payments/1`)).toBeUndefined();
});
