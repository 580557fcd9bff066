import { describe, expect, it } from '@jest/globals';
import { KhqrOperations } from '../../lib/khqr.operations.js';
import { KhqrTestClock } from '../../lib/testing/khqr-test.clock.js';
import { SandboxBank } from '../../lib/providers/sandbox/sandbox.bank.js';
import { SeededRandom } from '../../lib/clock/seeded.random.js';
import { paidHandler, ShopHandlers } from '../support/handlers.js';
import { sharedStore } from '../support/replicas.js';
import { openShop, type ShopOptions } from '../support/shop.js';

const ORDER = { amount: '5.00', currency: 'USD' } as const;
const HOUR = 3_600_000;

/** One store, bank and clock, over which applications come and go. */
function openWorld(tickMs = 1000) {
  const clock = new KhqrTestClock();
  const store = sharedStore();
  let seed = 1;
  const start = (
    providers: ShopOptions['providers'],
    khqr: ShopOptions['khqr'] = { provider: 'sandbox' },
  ) => {
    seed += 1;
    // Each process has a bank of its own to close; what the customers pay is known to all of them.
    const bank = new Proxy(shared, {
      get: (target, key) => {
        if (key === 'close') return () => undefined;
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    return openShop({
      khqr: { ...khqr, tracker: { tickMs, ...khqr.tracker } },
      providers: providers ?? [],
      testing: { store, clock, bank, seed },
    });
  };
  const shared = new SandboxBank({ clock, random: new SeededRandom(1) });
  return { clock, store, bank: shared, start };
}

type Shop = Awaited<ReturnType<typeof openShop>>;

async function payOrder({ khqr, bank, clock }: Shop, reference: string): Promise<string> {
  const { md5, id } = await khqr.createPayment({ ...ORDER, reference });
  bank.pay(md5);
  await clock.advance(5000);
  expect(await khqr.getPayment({ id })).toMatchObject({ status: 'PAID' });
  return id;
}

describe('an event for which there is no handler yet', () => {
  it('waits for one, which comes within 72 hours', async () => {
    const world = openWorld(60_000);
    const first = await world.start([]);
    await payOrder(first, 'order-1');
    await first.app.close();
    await world.clock.advance(71 * HOUR);
    const runs: string[] = [];
    const second = await world.start([
      paidHandler('ship', ({ payment, attempt }) => runs.push(`${payment.reference} ${attempt}`)),
    ]);
    await world.clock.advance(60_000);
    expect(runs).toEqual(['order-1 1']);
    await second.app.close();
  });

  it('is not kept for longer than that', async () => {
    const world = openWorld(60_000);
    const first = await world.start([]);
    await payOrder(first, 'order-1');
    await first.app.close();
    await world.clock.advance(73 * HOUR);
    const runs: string[] = [];
    const second = await world.start([paidHandler('ship', () => runs.push('ship'))]);
    await world.clock.advance(60_000);
    expect(runs).toEqual([]);
    await second.app.close();
  });

  it('does not go to a second handler that comes later, nor twice to the first', async () => {
    const world = openWorld();
    const runs: string[] = [];
    const ship = paidHandler('ship', () => runs.push('ship'));
    const first = await world.start([ship]);
    await payOrder(first, 'order-1');
    await first.app.close();
    const second = await world.start([ship, paidHandler('mail', () => runs.push('mail'))]);
    await world.clock.advance(60_000);
    expect(runs).toEqual(['ship']);
    await second.app.close();
  });
});

describe('a handler that was renamed', () => {
  it('leaves its deliveries waiting, then as dead letters after 72 hours, to be handed to the new name', async () => {
    const world = openWorld(60_000);
    const runs: string[] = [];
    const failing = paidHandler('OrderFulfilment.ship', () => {
      throw new Error('not yet');
    });
    const before = await world.start([failing]);
    const id = await payOrder(before, 'order-1');
    await before.app.close();

    const after = await world.start([
      ShopHandlers,
      paidHandler('Fulfilment.ship', ({ payment }) => runs.push(payment.reference)),
    ]);
    const operations = after.app.get(KhqrOperations);
    await world.clock.advance(10 * HOUR);
    expect(runs).toEqual([]);
    const [waiting] = await operations.listDeliveries({ handlerId: 'OrderFulfilment.ship' });
    expect(waiting).toMatchObject({ status: 'waiting', paymentId: id });
    expect(waiting?.handlerLastSeenAt?.getTime()).toBeLessThan(world.clock.now() - 9 * HOUR);

    await world.clock.advance(63 * HOUR);
    expect(await operations.listDeliveries({ status: 'dead' })).toMatchObject([
      { handlerId: 'OrderFulfilment.ship', paymentId: id },
    ]);
    expect(after.app.get(ShopHandlers).lines).toEqual(['call delivery-dead']);
    expect(
      await operations.redeliver({
        handlerId: 'OrderFulfilment.ship',
        toHandlerId: 'Fulfilment.ship',
      }),
    ).toBe(1);
    await world.clock.advance(60_000);
    expect(runs).toEqual(['order-1']);
    await after.app.close();
  });

  it('and renamed back in time runs what has waited for it', async () => {
    const world = openWorld(60_000);
    let runs = 0;
    let broken = true;
    const ship = paidHandler('ship', () => {
      if (broken) throw new Error('not yet');
      runs += 1;
    });
    const first = await world.start([ship]);
    await payOrder(first, 'order-1');
    await first.app.close();
    const second = await world.start([paidHandler('other', () => undefined)]);
    await world.clock.advance(70 * HOUR);
    await second.app.close();
    broken = false;
    const third = await world.start([ship]);
    await world.clock.advance(60_000);
    expect(runs).toBe(1);
    await third.app.close();
  });
});

describe('handlers that live in another process', () => {
  it('run there, whoever has settled the payment, and nowhere else', async () => {
    const world = openWorld();
    const runs: string[] = [];
    const web = await world.start([], { provider: 'sandbox', tracker: { enabled: true } });
    await world.clock.advance(100);
    const worker = await world.start(
      [paidHandler('ship', ({ payment }) => runs.push(`worker ${payment.reference}`))],
      { provider: 'sandbox', tracker: { enabled: false } },
    );
    await payOrder(web, 'order-1');
    await payOrder(worker, 'order-2');
    expect(runs).toEqual(['worker order-1', 'worker order-2']);

    await worker.app.close();
    await payOrder(web, 'order-3');
    expect(runs).toHaveLength(2);
    expect(await web.app.get(KhqrOperations).listDeliveries({ status: 'waiting' })).toHaveLength(1);
    const again = await world.start([
      paidHandler('ship', ({ payment }) => runs.push(`again ${payment.reference}`)),
    ]);
    await world.clock.advance(1000);
    expect(runs.at(-1)).toBe('again order-3');
    await web.app.close();
    await again.app.close();
  });

  it('run once for each event in a rolling deploy, where old and new have them', async () => {
    const world = openWorld();
    const runs: string[] = [];
    const ship = (release: string) =>
      paidHandler('ship', ({ payment }) => runs.push(`${payment.reference} by ${release}`));
    const old = await world.start([ship('old')]);
    await world.clock.advance(313);
    const next = await world.start([ship('new')]);
    for (let order = 0; order < 20; order += 1) await payOrder(old, `order-${order}`);
    await old.app.close();
    for (let order = 20; order < 30; order += 1) await payOrder(next, `order-${order}`);
    const orders = runs.map((run) => run.split(' ')[0]);
    expect(new Set(orders).size).toBe(30);
    expect(orders).toHaveLength(30);
    expect(runs.slice(20).every((run) => run.endsWith('by new'))).toBe(true);
    await next.app.close();
  });

  it('do not run where delivery is switched off, and what is settled there waits for them', async () => {
    const world = openWorld();
    const runs: string[] = [];
    const ship = paidHandler('ship', ({ payment }) => runs.push(payment.reference));
    const silent = await world.start([ship], { provider: 'sandbox', delivery: { enabled: false } });
    await payOrder(silent, 'order-1');
    await world.clock.advance(60_000);
    expect(runs).toEqual([]);
    // `runOnce` delivers nothing there either.
    await silent.settled();
    expect(runs).toEqual([]);
    const loud = await world.start([ship]);
    await world.clock.advance(1000);
    expect(runs).toEqual(['order-1']);
    await silent.app.close();
    await loud.app.close();
  });

  it('took more in an earlier release than now: what is not theirs any more is a dead letter, and said', async () => {
    const world = openWorld();
    const runs: string[] = [];
    const accounts = { north: { provider: 'sandbox' }, south: { provider: 'sandbox' } } as const;
    const old = await world.start(
      [
        paidHandler('ship', () => {
          throw new Error('not yet');
        }),
      ],
      { accounts },
    );
    for (const account of ['north', 'south']) {
      const order = { ...ORDER, reference: `order-${account}` };
      const { md5 } = await old.khqr.account(account).createPayment(order);
      world.bank.pay(md5);
    }
    await world.clock.advance(4000);
    await old.app.close();
    const ship = paidHandler('ship', ({ payment }) => runs.push(payment.account), {
      account: 'north',
    });
    const next = await world.start([ship, ShopHandlers], { accounts });
    const { lines } = next.app.get(ShopHandlers);
    const operations = next.app.get(KhqrOperations);
    // The earlier release may still run somewhere, and take what is its own, until it has not been seen for minutes.
    await world.clock.advance(4 * 60_000);
    expect(await operations.listDeliveries({ status: 'dead' })).toEqual([]);
    await world.clock.advance(3 * 60_000);
    expect(runs).toEqual(['north']);
    expect(await operations.listDeliveries({ status: 'dead' })).toMatchObject([
      {
        reference: 'order-south',
        error: "Handler 'ship' does not take khqr.payment.paid of account 'south' any more.",
      },
    ]);
    expect(lines).toEqual(['call delivery-dead']);
    expect(await operations.listDeliveries({ status: 'superseded' })).toEqual([]);
    await next.app.close();
  });

  it('take more in the next release: what the old process may not run waits for the new one', async () => {
    const world = openWorld();
    const runs: string[] = [];
    const accounts = { north: { provider: 'sandbox' }, south: { provider: 'sandbox' } } as const;
    const old = await world.start(
      [
        paidHandler('ship', ({ payment }) => runs.push(`old ${payment.account}`), {
          account: 'north',
        }),
      ],
      { accounts },
    );
    const next = await world.start(
      [paidHandler('ship', ({ payment }) => runs.push(`new ${payment.account}`))],
      { accounts },
    );
    for (let order = 0; order < 10; order += 1) {
      const asked = { ...ORDER, reference: `order-${order}` };
      const { md5 } = await old.khqr.account('south').createPayment(asked);
      world.bank.pay(md5);
      await world.clock.advance(4000 + 137 * order);
    }
    await world.clock.advance(60_000);
    expect(runs).toEqual(Array(10).fill('new south'));
    await old.app.close();
    await next.app.close();
  });
});
