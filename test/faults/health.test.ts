import { afterEach, expect, it } from '@jest/globals';
import { describePostgres, dropSchema, POSTGRES_URL, randomSchema } from '../support/postgres.js';
import { FaultWorld } from './support/fault.world.js';
import type { ShopProcess } from './support/shop.process.js';
import { TcpProxy } from './support/tcp.proxy.js';
import { until } from './support/until.js';

interface Fault {
  readonly name: string;
  readonly begin: (cable: TcpProxy) => Promise<void> | void;
  readonly end: (cable: TcpProxy) => Promise<void> | void;
}

const FAULTS: readonly Fault[] = [
  {
    name: 'does not take connections',
    begin: (cable) => cable.stop(),
    end: (cable) => cable.start(),
  },
  {
    name: 'says nothing',
    begin: (cable) => {
      cable.onRequest = () => 'freeze';
    },
    end: (cable) => {
      cable.onRequest = () => 'pass';
      cable.cut();
    },
  },
];

describePostgres('the health of a process whose database', () => {
  const closes: (() => Promise<unknown>)[] = [];

  afterEach(async () => {
    for (const close of closes.splice(0).reverse()) await close();
  });

  /** A process, and the cable to its database. */
  async function open(): Promise<{ cable: TcpProxy; shop: ShopProcess }> {
    const cable = await TcpProxy.open(POSTGRES_URL);
    closes.push(() => cable.close());
    const schema = randomSchema();
    closes.push(() => dropSchema(schema));
    const store = { kind: 'postgres', connectionString: cable.url, schema } as const;
    const world = await FaultWorld.open({ store, claim: 'once' });
    closes.push(() => world.close());
    return { cable, shop: await world.start() };
  }

  it.each(FAULTS)(
    '$name: down; up when it is back',
    async ({ begin, end }) => {
      const { cable, shop } = await open();
      const status = async () => (await shop.health()).status;
      expect(await shop.health()).toEqual({ status: 'up', state: 'ok', reasons: [] });
      await begin(cable);
      await until('it is down', async () => (await status()) === 'down');
      expect(await shop.health()).toMatchObject({ state: 'down', reasons: [{ kind: 'store' }] });
      await end(cable);
      await until('it is up', async () => (await status()) === 'up', 30_000);
    },
    60_000,
  );

  // Each lost connection once left a timer behind, and Node warned of listeners that pile up.
  it('is cut off again and again: nothing piles up', async () => {
    const { cable, shop } = await open();
    let listening = 0;
    cable.onRequest = (data) => {
      if (data.includes('LISTEN')) listening += 1;
      return 'pass';
    };
    for (let cut = 1; cut <= 12; cut += 1) {
      cable.cut();
      await until('it listens again', () => listening >= cut);
    }
    const status = async () => (await shop.health()).status;
    await until('it is up', async () => (await status()) === 'up');
    expect(shop.output).not.toContain('Warning');
  }, 60_000);
});
