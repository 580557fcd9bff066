import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { expect, it } from '@jest/globals';
import { sql } from '../support/postgres.js';
import { KEY } from './support/apikhqr.bank.js';
import { describeStore, FaultWorld, STORES } from './support/fault.world.js';
import type { StoreConfig } from './support/shop.process.js';
import { until } from './support/until.js';

/** Everything in the database, as text. */
async function dump(store: StoreConfig): Promise<string> {
  if (store.kind === 'sqlite') {
    const files = [store.path, `${store.path}-wal`];
    return files.map((file) => readFileSync(file).toString('latin1')).join('\n');
  }
  const tables = await sql('SELECT tablename FROM pg_tables WHERE schemaname = $1', [store.schema]);
  // One connection at a time: the server has a hundred for everybody.
  const rows: unknown[] = [];
  for (const { tablename } of tables) {
    rows.push(await sql(`SELECT * FROM ${store.schema}."${String(tablename)}"`));
  }
  return JSON.stringify(rows);
}

/** Another host, which counts what reaches it. */
async function openCanary(): Promise<{ url: string; seen: () => number; close: () => void }> {
  let seen = 0;
  const server = createServer((socket) => {
    seen += 1;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, seen: () => seen, close: () => server.close() };
}

for (const store of STORES) {
  describeStore(store, 'a provider that repeats the key in every refusal, and redirects', () => {
    it('finds it in no log, event, row or file, and the other host is never called', async () => {
      const canary = await openCanary();
      const world = await FaultWorld.open({ store, claim: 'once' });
      const { bank } = world;
      try {
        const shop = await world.start();
        shop.onCreated = ({ md5 }) => bank.pay(md5);
        const leaks = [307, 500, 400, 429, 401].map((status) => ({
          status,
          location: `${canary.url}?key=${KEY}`,
          text: JSON.stringify({ error: `${KEY} is refused`, message: `X-API-Key: ${KEY}` }),
        }));
        bank.refusals.push(...leaks);
        const made = await shop.create(
          leaks.map(({ status }) => ({
            reference: `o-${status}`,
            amount: '5.00',
            currency: 'USD',
          })),
        );
        expect(made).toHaveLength(leaks.length);
        await until('every refusal was given', () => bank.refusals.length === 0, 60_000);
        // The refused key stops the lane for 30 s; what is to be searched is written by then.
        const readLedger = () => readFileSync(world.config.ledger, 'utf8');
        await until('the refused key was logged', () => shop.output.includes('401'), 30_000);
        await until('the alert was handled', () => readLedger().includes('khqr.alert'), 30_000);
        const ledger = readLedger();
        const rows = await dump(world.store);
        await shop.close();
        expect(rows).toContain('o-307');
        expect(shop.output).not.toContain(KEY);
        expect(ledger).not.toContain(KEY);
        expect(rows).not.toContain(KEY);
        expect(canary.seen()).toBe(0);
      } finally {
        canary.close();
        await world.close();
      }
    }, 120_000);
  });
}
