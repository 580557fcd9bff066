import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { curlRequest, jsonOf, send } from '../clients/support/wire.js';
import { KEY, startApikhqrServer, type Ledger } from './apikhqr.server.js';
import { khqrText } from './khqr-text.js';
import { PackedPackage, type ModuleKind, type NestMajor } from './packed-package.js';

const references = Array.from({ length: 40 }, (_, index) => `order-${index}`);
const isPaid = (reference: string): boolean => Number(reference.replace('order-', '')) % 2 === 0;

interface Shop {
  readonly nest: NestMajor;
  readonly type: ModuleKind;
  readonly nodeOptions: string[];
  /** How many copies of the package end up in the process when it is both imported and required. */
  readonly copies: number;
}

const shops: Shop[] = [
  { nest: 12, type: 'module', nodeOptions: [], copies: 1 },
  { nest: 12, type: 'commonjs', nodeOptions: [], copies: 1 },
  { nest: 11, type: 'module', nodeOptions: [], copies: 1 },
  { nest: 11, type: 'commonjs', nodeOptions: [], copies: 1 },
  // What Jest in CommonJS mode and older bundlers load: the copy behind the condition `require`.
  { nest: 11, type: 'commonjs', nodeOptions: ['--no-experimental-require-module'], copies: 2 },
];

interface Day {
  readonly report: unknown;
  readonly ledger: Ledger;
}

describe('the packed package', () => {
  const packed = new PackedPackage();
  const days = new Map<Shop, PromiseSettledResult<Day>>();

  async function open({ nest, type, nodeOptions }: Shop): Promise<Day> {
    const server = await startApikhqrServer(isPaid);
    try {
      const env = { SHOP_KEY: KEY, SHOP_BASE_URL: server.baseUrl };
      const report = await packed.start(nest, type, env, nodeOptions);
      return { report, ledger: server.ledger };
    } finally {
      await server.close();
    }
  }

  // The shops mostly wait for the gap between two questions, so they run side by side; a test then reads its own.
  beforeAll(async () => {
    await packed.pack();
    await Promise.all([packed.install(11), packed.install(12)]);
    const results = await Promise.allSettled([
      packed.compile(11, 'module'),
      packed.compile(11, 'commonjs'),
      packed.compile(12, 'module'),
      packed.compile(12, 'commonjs'),
    ]);
    const refused = results.find((result) => result.status === 'rejected');
    if (refused) throw refused.reason;
    const outcomes = await Promise.allSettled(shops.map(open));
    outcomes.forEach((outcome, index) => {
      const shop = shops[index];
      if (shop) days.set(shop, outcome);
    });
  }, 300_000);

  afterAll(() => packed.remove());

  it.each(shops)('serves a shop on Nest $nest, "type": "$type" $nodeOptions', (shop) => {
    const day = days.get(shop);
    if (day?.status !== 'fulfilled') throw day?.reason;
    const { report, ledger } = day.value;
    const { handled, ...rest } = report as { handled: string[] };
    expect(handled.toSorted()).toEqual(references.filter(isPaid).toSorted());
    expect(rest).toEqual({
      statuses: Object.fromEntries(
        references.map((name) => [name, isPaid(name) ? 'PAID' : 'PENDING']),
      ),
      refusal: 'KHQR_REQUEST',
      copies: shop.copies,
    });
    expect(ledger.generated.toSorted()).toEqual(references.toSorted());
    expect(ledger.problems).toEqual([]);
    // Every code was asked about, the paid ones twice.
    expect(ledger.statusCalls).toBeGreaterThanOrEqual(60);
  });

  it('runs as a program', async () => {
    const sale = { amount: 5, currency: 'USD', bill: 'PAY1', now: Date.now() };
    const { text, md5 } = khqrText(sale);
    const decoded = await packed.npx(12, ['decode', text]);
    expect(decoded).toContain(`md5: ${md5}\n`);
    expect(decoded).toContain('amountMinor: 500\n');
    const sql = await packed.program(11, ['migrate', '--print', '--dialect', 'sqlite']);
    expect(sql).toContain('CREATE TABLE khqr_payments');
    expect(await packed.program(12, ['help'])).toMatch(/sandbox[\s\S]*decode <text>[\s\S]*migrate/);
    const refusals = [
      packed.program(12, ['decod']),
      packed.program(12, ['sandbox', '--prot', '4010']),
      packed.program(11, ['decode', '--json', text]),
    ];
    const told = await Promise.allSettled(refusals);
    expect(told).toMatchObject([
      { reason: { message: expect.stringContaining('There is no command "decod".') } },
      { reason: { message: expect.stringContaining("Unknown option '--prot'.") } },
      { reason: { message: expect.stringContaining("Unknown option '--json'.") } },
    ]);
  });

  it('serves the sandbox without an HTTP driver of Nest, until Ctrl-C', async () => {
    expect(packed.has(12, '@nestjs/core')).toBe(true);
    for (const driver of ['express', 'fastify']) {
      expect(packed.has(12, `@nestjs/platform-${driver}`)).toBe(false);
    }
    const sandbox = await packed.startProgram(12, ['sandbox', '--port', '0']);
    const [, url = ''] = /Page +(\S+)/.exec(sandbox.printed) ?? [];
    const page = await fetch(url);
    expect([page.status, page.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('text/html'),
    ]);
    const [, curl = ''] = /(curl -X POST .*)/.exec(sandbox.printed) ?? [];
    const answer = await send(curlRequest(curl));
    expect([answer.status, jsonOf(answer)]).toMatchObject([201, { success: true, amount: 5 }]);
    const { port } = new URL(url);
    await expect(packed.program(12, ['sandbox', '--port', port])).rejects.toThrow(
      `The address 127.0.0.1:${port} is taken: something else listens there.`,
    );
    const { code, printed } = await sandbox.interrupt();
    expect([code, printed.trim().split('\n').at(-1)]).toEqual([0, 'The sandbox has ended.']);
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });
});
