import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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
    const sql = await packed.npx(11, ['migrate', '--print', '--dialect', 'sqlite']);
    expect(sql).toContain('CREATE TABLE khqr_payments');
    await expect(packed.npx(12, ['decod'])).rejects.toThrow('There is no command "decod".');
  });
});
