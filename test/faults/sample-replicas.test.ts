import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { khqrMd5 } from '../../lib/emv/index.js';
import { openEvents } from '../support/event-stream.js';
import { describePostgres, POSTGRES_URL, randomSchema, sql } from '../support/postgres.js';
import { LaunchedSample } from './support/launched.sample.js';
import { until } from './support/until.js';

describePostgres('sample/04-replicas (after npm run build:sample)', () => {
  const database = randomSchema();
  let sample: LaunchedSample;
  let urls: { readonly bank: string; readonly one: string; readonly two: string };

  beforeAll(async () => {
    await sql(`CREATE DATABASE ${database}`);
    const url = new URL(POSTGRES_URL);
    url.pathname = database;
    sample = new LaunchedSample(url.href);
    const [bank, one, two] = await Promise.all([
      sample.said(/^bank .* (http\S+)$/),
      sample.said(/^web-1 .* (http\S+)$/),
      sample.said(/^web-2 .* (http\S+)$/),
    ]);
    urls = { bank, one, two };
  });
  afterAll(async () => {
    await sample.end('SIGINT');
    await sql(`DROP DATABASE ${database} WITH (FORCE)`);
  });

  /** The process's number, from the line that it prints when it is up for the `count`th time. */
  const tracker = (count: number): Promise<string> =>
    sample.said(/^tracker .* process (\d+)$/, count);

  async function json(url: string): Promise<Record<string, unknown>> {
    return (await (await fetch(url)).json()) as Record<string, unknown>;
  }

  /** Orders at one web process; answers the path of the payment, which is the same at each. */
  async function order(): Promise<string> {
    const answer = await fetch(`${urls.one}/orders`, { method: 'POST', redirect: 'manual' });
    const path = answer.headers.get('location') ?? '';
    expect([answer.status, path]).toEqual([303, expect.stringMatching(/^\/khqr\/pay\/[\w-]+$/)]);
    return path.replace('/pay/', '/payments/');
  }

  async function pay(payment: string): Promise<void> {
    const { qrString } = await json(urls.two + payment);
    const md5 = khqrMd5(String(qrString));
    const paid = await fetch(`${urls.bank}/sandbox/payments/${md5}/pay`, { method: 'POST' });
    expect(paid.status).toBe(200);
  }

  /** How often each order has been shipped, the newest first. */
  async function shipments(): Promise<readonly number[]> {
    const page = await (await fetch(urls.two)).text();
    return [...page.matchAll(/<td>(not paid yet|shipped (\d+)×)/g)].map(([, , times = 0]) =>
      Number(times),
    );
  }

  it('tells a payment on every web process, ships it once, and survives its tracker', async () => {
    await tracker(1);
    const first = await order();
    const pages = await Promise.all(
      [urls.one, urls.two].map((url) => openEvents(`${url}${first}/events`)),
    );
    for (const page of pages) await page.until(() => page.statuses().includes('PENDING'));
    await pay(first);
    for (const page of pages) await page.until(() => page.statuses().includes('PAID'));
    expect((await json(urls.one + first))['status']).toBe('PAID');
    await until('shipped', async () => (await shipments())[0] === 1);

    // It prints after it has shipped.
    await sample.said(/^tracker .* (shipped)$/);
    process.kill(Number(await tracker(1)), 'SIGKILL');
    await sample.said(/^tracker .* (ended) \(SIGKILL\)/);
    const second = await order();
    const page = await openEvents(`${urls.two}${second}/events`);
    await pay(second);
    await tracker(2);
    await page.until(() => page.statuses().includes('PAID'));
    await until('shipped', async () => (await shipments())[0] === 1);
    expect(await shipments()).toEqual([1, 1]);
  });

  it('ends on Ctrl-C, with browsers still looking', async () => {
    const page = await openEvents(`${urls.two}${await order()}/events`);
    const { code, printed } = await sample.end('SIGINT');
    await page.ended;
    expect([code, printed]).toEqual([0, expect.not.stringMatching(/error|warn/i)]);
    expect(printed.match(/^tracker .* shipped$/gm)).toHaveLength(2);
  });
});

describe('sample/04-replicas without PostgreSQL', () => {
  it.each([
    ['postgres://shop:secret@127.0.0.1:1/shop', '127.0.0.1:1/shop (ECONNREFUSED)'],
    ['mysql://127.0.0.1/shop', 'DATABASE_URL must look like postgres://'],
  ])('says so: %s', async (url, sentence) => {
    const { code, printed } = await new LaunchedSample(url).ended;
    expect([code, printed]).toEqual([1, expect.stringContaining(sentence)]);
    expect(printed).not.toMatch(/secret| at /);
  });
});
