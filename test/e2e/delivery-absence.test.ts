import { Injectable, type Type } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { OnKhqrAlert, OnPaymentCreated } from '../../lib/events/on-payment.decorator.js';
import { KhqrAlertEvent, PaymentCreatedEvent } from '../../lib/events/payment.events.js';
import { KhqrOperations } from '../../lib/khqr.operations.js';
import { KhqrTestClock } from '../../lib/testing/khqr-test.clock.js';
import { paidHandler, ShopHandlers } from '../support/handlers.js';
import { sharedStore } from '../support/replicas.js';
import { openShop, type ShopOptions } from '../support/shop.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ACCOUNTS = { north: { provider: 'sandbox' }, south: { provider: 'sandbox' } } as const;

/** One store and one clock, over which applications come and go; each has a bank of its own. */
function openWorld() {
  const clock = new KhqrTestClock();
  const store = sharedStore();
  let seed = 1;
  const start = (...providers: NonNullable<ShopOptions['providers']>) => {
    seed += 1;
    const khqr = { accounts: ACCOUNTS, tracker: { tickMs: MINUTE } };
    return openShop({ khqr, providers, testing: { store, clock, seed } });
  };
  return { clock, start };
}

type Shop = Awaited<ReturnType<typeof openShop>>;

async function create({ khqr }: Shop, reference: string, account = 'north') {
  return khqr.account(account).createPayment({ reference, amount: '5.00', currency: 'USD' });
}

async function payOrder(shop: Shop, reference: string): Promise<void> {
  const { md5 } = await create(shop, reference);
  shop.bank.pay(md5);
  await shop.clock.advance(5000);
  expect(await shop.khqr.getPayment({ md5 })).toMatchObject({ status: 'PAID' });
}

function statusOf({ app }: Shop, handlerId: string) {
  return app
    .get(KhqrOperations)
    .listDeliveries({ handlerId })
    .then((found) => found.map(({ reference, status }) => `${reference ?? ''} ${status}`).sort());
}

describe('a handler that was away for longer than 72 hours', () => {
  it('finds what others were handed meanwhile as dead letters, which a person hears of and runs', async () => {
    const world = openWorld();
    const runs: string[] = [];
    const ship = paidHandler('ship', ({ payment }) => runs.push(payment.reference));
    const worker = await world.start(ship);
    await payOrder(worker, 'before');
    await worker.app.close();
    // From Friday evening to Monday evening.
    const api = await world.start(paidHandler('email', () => undefined));
    await world.clock.advance(72.5 * HOUR);
    await payOrder(api, 'monday');
    expect(await statusOf(api, 'ship')).toEqual(['before done']);
    await world.clock.advance(HOUR / 2);
    const again = await world.start(ship, ShopHandlers);
    await world.clock.advance(2 * MINUTE);
    expect(runs).toEqual(['before']);
    expect(await statusOf(api, 'ship')).toEqual(['before done', 'monday dead']);
    expect(again.app.get(ShopHandlers).lines).toContain('call delivery-dead');
    await again.app.get(KhqrOperations).redeliver({ handlerId: 'ship' });
    await world.clock.advance(2 * MINUTE);
    expect(runs).toEqual(['before', 'monday']);
    expect(await statusOf(api, 'email')).toEqual(['monday done']);
    await api.app.close();
    await again.app.close();
  });
});

describe('what waits for a handler when everything was off for longer than 72 hours', () => {
  async function offForDays() {
    const world = openWorld();
    const runs: string[] = [];
    let broken = true;
    const ship = paidHandler('ship', ({ payment }) => {
      if (broken) throw new Error('not yet');
      runs.push(payment.reference);
    });
    const email = paidHandler('email', () => undefined);
    const worker = await world.start(ship, email);
    await payOrder(worker, 'order-1');
    await worker.app.close();
    broken = false;
    await world.clock.advance(80 * HOUR);
    return { ...world, ship, email, runs };
  }

  it('is not given up by the process that starts first', async () => {
    const { clock, start, ship, email, runs } = await offForDays();
    const api = await start(email);
    await clock.advance(2000);
    await api.settled();
    expect(await statusOf(api, 'ship')).toEqual(['order-1 waiting']);
    const worker = await start(ship);
    await clock.advance(15 * MINUTE);
    expect(runs).toEqual(['order-1']);
    await api.app.close();
    await worker.app.close();
  });

  it('is a dead letter when it has not come ten minutes later', async () => {
    const { clock, start, email } = await offForDays();
    const api = await start(email);
    await clock.advance(9 * MINUTE);
    expect(await statusOf(api, 'ship')).toEqual(['order-1 waiting']);
    await clock.advance(4 * MINUTE);
    expect(await statusOf(api, 'ship')).toEqual(['order-1 dead']);
    await api.app.close();
  });

  it('is a dead letter at the second waking of a process that is never up for so long', async () => {
    const { clock, start, email } = await offForDays();
    for (const status of ['waiting', 'dead']) {
      const cron = await start(email, ShopHandlers);
      await cron.settled();
      expect(await statusOf(cron, 'ship')).toEqual([`order-1 ${status}`]);
      await cron.app.close();
      await clock.advance(HOUR);
    }
  });
});

describe('a handler that took more in an earlier release', () => {
  it('drops what nobody has to act on in silence', async () => {
    const world = openWorld();
    const runs: string[] = [];
    const greeter = (account?: string): Type<unknown> => {
      @Injectable()
      class Greeter {
        @OnPaymentCreated({ id: 'greet', ...(account && { account }) })
        greet({ payment }: PaymentCreatedEvent): void {
          if (!account) throw new Error('not yet');
          runs.push(payment.account);
        }
      }
      return Greeter;
    };
    const old = await world.start(greeter());
    for (const account of ['north', 'south']) await create(old, `order-${account}`, account);
    await world.clock.advance(1000);
    await old.app.close();
    const next = await world.start(greeter('north'), ShopHandlers);
    await world.clock.advance(7 * MINUTE);
    expect(runs).toEqual(['north']);
    expect(await statusOf(next, 'greet')).toEqual(['order-north done', 'order-south superseded']);
    expect(next.app.get(ShopHandlers).lines).toEqual([
      'release order-north',
      'release order-south',
    ]);
    await next.app.close();
  });
});

describe('a handler that was split into two', () => {
  it('leaves no dead letters of what the other one has taken since', async () => {
    const world = openWorld();
    const runs: string[] = [];
    const ship = (account?: string) =>
      paidHandler(
        account ? `ship-${account}` : 'ship',
        ({ payment }) => runs.push(`${account ?? 'all'} ${payment.reference}`),
        account ? { account } : {},
      );
    const before = await world.start(ship());
    await payOrder(before, 'first');
    await before.app.close();
    const north = paidHandler('ship', ({ payment }) => runs.push(`north ${payment.reference}`), {
      account: 'north',
    });
    const after = await world.start(north, ship('south'));
    await world.clock.advance(10 * MINUTE);
    const { md5 } = await create(after, 'second', 'south');
    after.bank.pay(md5);
    await world.clock.advance(10 * MINUTE);
    expect(runs).toEqual(['all first', 'south second']);
    expect(await statusOf(after, 'ship')).toEqual(['first done', 'second superseded']);
    await after.app.close();
  });

  it('is a dead letter, and said, where no other one takes it', async () => {
    const world = openWorld();
    const before = await world.start(paidHandler('ship', () => undefined));
    await before.app.close();
    const north = paidHandler('ship', () => undefined, { account: 'north' });
    const kinds: string[] = [];
    @Injectable()
    class Duty {
      @OnKhqrAlert()
      call({ kind }: KhqrAlertEvent): void {
        kinds.push(kind);
      }
    }
    const after = await world.start(north, Duty);
    await world.clock.advance(10 * MINUTE);
    const { md5 } = await create(after, 'second', 'south');
    after.bank.pay(md5);
    await world.clock.advance(10 * MINUTE);
    expect(await statusOf(after, 'ship')).toEqual(['second dead']);
    expect(kinds).toEqual(['delivery-dead']);
    await after.app.close();
  });
});
