import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KEY, startApikhqrServer } from './apikhqr.server.js';
import { PackedPackage, type ModuleKind, type NestMajor } from './packed-package.js';

const references = Array.from({ length: 40 }, (_, index) => `order-${index}`);
const isPaid = (reference: string): boolean => Number(reference.replace('order-', '')) % 2 === 0;

describe('the packed package', () => {
  const packed = new PackedPackage();

  beforeAll(async () => {
    await packed.pack();
    await Promise.all([packed.install(11), packed.install(12)]);
  }, 300_000);

  afterAll(() => packed.remove());

  async function expectShopToRun(
    nest: NestMajor,
    type: ModuleKind,
    { nodeOptions = [] as string[], copies = 1 } = {},
  ): Promise<void> {
    await packed.compile(nest, type);
    const server = await startApikhqrServer(isPaid);
    try {
      const env = { SHOP_KEY: KEY, SHOP_BASE_URL: server.baseUrl };
      const report = await packed.start(nest, type, env, nodeOptions);
      const { handled, ...rest } = report as { handled: string[] };
      expect(handled.toSorted()).toEqual(references.filter(isPaid).toSorted());
      expect(rest).toEqual({
        statuses: Object.fromEntries(
          references.map((name) => [name, isPaid(name) ? 'PAID' : 'PENDING']),
        ),
        refusal: 'KHQR_REQUEST',
        copies,
      });
      expect(server.ledger.generated.toSorted()).toEqual(references.toSorted());
      expect(server.ledger.problems).toEqual([]);
      // Every code was asked about, the paid ones twice.
      expect(server.ledger.statusCalls).toBeGreaterThanOrEqual(60);
    } finally {
      await server.close();
    }
  }

  it.each<[NestMajor, ModuleKind]>([
    [12, 'module'],
    [12, 'commonjs'],
    [11, 'module'],
    [11, 'commonjs'],
  ])(
    'serves a shop on Nest %i, "type": "%s", loaded once',
    async (nest, type) => {
      await expectShopToRun(nest, type);
    },
    120_000,
  );

  // What Jest in CommonJS mode and older bundlers load: the copy behind the condition `require`.
  it('serves a shop from its CommonJS copy', async () => {
    const nodeOptions = ['--no-experimental-require-module'];
    await expectShopToRun(11, 'commonjs', { nodeOptions, copies: 2 });
  }, 120_000);
});
