import { readFileSync, statSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { randomSchema } from '../support/postgres.js';
import { KEY } from './support/apikhqr.bank.js';
import { FaultWorld } from './support/fault.world.js';
import { describePrivatePostgres, PrivatePostgres } from './support/private.postgres.js';
import type { ShopProcess } from './support/shop.process.js';
import { until } from './support/until.js';

const MODES = ['fast', 'immediate'] as const;
/** Nobody asks again while the answer is in hand. */
const LONG_LEASE_MS = 30_000;
/** A shutdown waits for what is under way at most 15 s. */
const SHUTDOWN_MS = 30_000;

describePrivatePostgres('PostgreSQL stopped and killed', () => {
  let server: PrivatePostgres;
  let world: FaultWorld;

  beforeAll(async () => {
    server = await PrivatePostgres.open();
  }, 60_000);

  afterEach(() => world.close());

  afterAll(() => {
    server.close();
  });

  async function open(leaseMs = 1000): Promise<ShopProcess> {
    const { connectionString } = server;
    const store = { kind: 'postgres', connectionString, schema: randomSchema() } as const;
    world = await FaultWorld.open({ store, claim: 'once', leaseMs });
    const shop = await world.start();
    shop.onCreated = ({ md5 }) => world.bank.pay(md5);
    return shop;
  }

  /** One order; the server goes down while the bank has its check, so that its PAID comes when there is no store. */
  async function paidWhileDown(shop: ShopProcess, mode: (typeof MODES)[number]): Promise<void> {
    world.bank.onCheck = () => {
      world.bank.onCheck = () => undefined;
      server.stop(mode);
    };
    await shop.create([{ reference: 'order', amount: '5.00', currency: 'USD' }]);
    await until('the answer is in hand', () => shop.output.includes('did not take an answer'));
  }

  function expectOneEffect(...orders: readonly string[]): void {
    const { bank, effects } = world;
    expect([...bank.paid]).toEqual(orders);
    expect(effects.lost(bank.paid)).toEqual([]);
    expect(effects.wrong(bank.paid)).toEqual([]);
    expect(effects.withTwoIds()).toEqual([]);
  }

  it.each(MODES)(
    '%s, with a PAID in hand: it is kept and written when the server is back',
    async (mode) => {
      const shop = await open(LONG_LEASE_MS);
      await paidWhileDown(shop, mode);
      const asked = world.bank.audit.times.length;
      server.start();
      await world.shipped(shop);
      expectOneEffect('order');
      // Told once, claimed once: nothing was asked again.
      expect(world.bank.audit.times).toHaveLength(asked);
      expect(await shop.get('order')).toMatchObject({ status: 'PAID', recovered: false });
    },
    60_000,
  );

  it.each(MODES)(
    '%s, before the claim: no claim, no check',
    async (mode) => {
      const shop = await open();
      await shop.create([{ reference: 'order', amount: '5.00', currency: 'USD' }]);
      server.stop(mode);
      // Due 3 s after it was made; the look that finds no store says so.
      const failures = (): number => shop.output.split('Will try again').length;
      const before = failures();
      await until('it has looked for what is due', () => failures() > before + 5, 30_000);
      expect(world.bank.audit.times).toEqual([]);
      expect(await shop.health()).toMatchObject({ status: 'down' });
      server.start();
      await world.shipped(shop);
      expectOneEffect('order');
      expect(await shop.health()).toMatchObject({ status: 'up' });
    },
    60_000,
  );

  it.each(MODES)(
    '%s, when a handler has just run: the same event, one effect',
    async (mode) => {
      const shop = await open();
      await shop.create([{ reference: 'order', amount: '5.00', currency: 'USD' }]);
      await until('the handler has run', () => world.effects.effects.size > 0);
      server.stop(mode);
      server.start();
      await world.shipped(shop);
      expectOneEffect('order');
    },
    60_000,
  );

  it('and SIGTERM to two processes, each with a PAID in hand: they are spilled for the owner only, and read at the next start', async () => {
    const order = (reference: string) => ({ reference, amount: '5.00', currency: 'USD' }) as const;
    const shops = [await open(LONG_LEASE_MS), await world.start()] as const;
    const [first, second] = shops;
    second.onCreated = first.onCreated;
    const { bank } = world;
    let answer: () => void = () => undefined;
    const down = new Promise<void>((resolve) => (answer = resolve));
    let checks = 0;
    bank.onCheck = () => {
      checks += 1;
      return down;
    };
    // The second would ask about both.
    second.signal('SIGSTOP');
    await first.create([order('order-1')]);
    await until('the first asks', () => checks === 1);
    first.signal('SIGSTOP');
    second.signal('SIGCONT');
    await second.create([order('order-2')]);
    await until('the second asks', () => checks === 2);
    first.signal('SIGCONT');
    server.stop('immediate');
    answer();
    for (const shop of shops) {
      const inHand = (): boolean => shop.output.includes('did not take an answer');
      await until('the answer is in hand', inHand);
    }
    const ended = shops.map((shop) => shop.kill('SIGTERM'));
    await until('the money is written down', () => world.spilled.length === 2, SHUTDOWN_MS);
    for (const file of world.spilled) {
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(readFileSync(file, 'utf8')).not.toContain(KEY);
    }
    for (const { signal } of await Promise.all(ended)) expect(signal).toBe('SIGTERM');
    server.start();
    const next = await world.start();
    await world.shipped(next);
    expectOneEffect('order-1', 'order-2');
    for (const reference of ['order-1', 'order-2']) {
      expect(await next.get(reference)).toMatchObject({ status: 'PAID', recovered: false });
    }
    expect(world.spilled).toEqual([]);
  }, 90_000);
});
