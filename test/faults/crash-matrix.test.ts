import { beforeAll, expect, it } from '@jest/globals';
import { describeStore, FaultWorld, STORES, type StoreKind } from './support/fault.world.js';
import type { Ended, FailpointName, ToldPayment } from './support/shop.process.js';

const CLAIMS = ['repeat', 'once'] as const;
const FAILPOINTS = [
  'claimed',
  'sent',
  'answered',
  'committed',
  'handler started',
  'handler done',
] as const satisfies readonly (FailpointName | 'sent')[];

type Claim = (typeof CLAIMS)[number];
type Failpoint = (typeof FAILPOINTS)[number];
const CELLS = FAILPOINTS.flatMap((failpoint) =>
  CLAIMS.map((claim) => ({ failpoint, claim, cell: `${failpoint} × ${claim}` })),
);
/** All of them: each mostly waits for the provider's gap of 3 s. */
const AT_ONCE = 12;

interface Outcome {
  readonly ended: Ended;
  readonly payment: ToldPayment;
  readonly unpaid: ToldPayment;
  readonly runs: readonly string[];
  readonly effects: readonly string[];
  readonly effectsOfUnpaid: readonly string[];
  readonly mostAtOnce: number;
}

/** One order is paid, the process dies at the failpoint, and a second process takes over. */
async function crash(store: StoreKind, claim: Claim, failpoint: Failpoint): Promise<Outcome> {
  const world = await FaultWorld.open({ store, claim });
  try {
    const first = await world.start(failpoint === 'sent' ? undefined : failpoint);
    const second = world.warm();
    if (failpoint === 'sent') {
      world.bank.onCheck = ({ paid }) => {
        if (paid) first.signal('SIGKILL');
      };
    }
    first.onCreated = ({ reference, md5 }) => {
      if (reference === 'paid') world.bank.pay(md5);
    };
    const orders = ['paid', 'unpaid'] as const;
    await first.create(orders.map((reference) => ({ reference, amount: '5.00', currency: 'USD' })));
    const ended = await first.ended;
    world.bank.onCheck = () => undefined;
    await world.start(undefined, second);
    await world.shipped(second);
    const payment = await second.get('paid');
    const unpaid = await second.get('unpaid');
    await second.close();
    const { runs, effects } = world.effects;
    return {
      ended,
      payment,
      unpaid,
      runs: runs.get('paid') ?? [],
      effects: effects.get('paid') ?? [],
      effectsOfUnpaid: effects.get('unpaid') ?? [],
      mostAtOnce: world.bank.audit.mostAtOnce,
    };
  } finally {
    await world.close();
  }
}

for (const store of STORES) {
  describeStore(store, 'a process killed at a failpoint', () => {
    const outcomes = new Map<string, Outcome | Error>();

    beforeAll(async () => {
      const left = [...CELLS];
      const work = async (): Promise<void> => {
        for (let cell = left.shift(); cell; cell = left.shift()) {
          const { claim, failpoint } = cell;
          const outcome = crash(store, claim, failpoint);
          outcomes.set(cell.cell, await outcome.catch((error: unknown) => error as Error));
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
    }, 120_000);

    it.each(CELLS)('$cell: one effect, one event id', ({ failpoint, claim, cell }) => {
      const outcome = outcomes.get(cell);
      if (!outcome || outcome instanceof Error) throw outcome ?? new Error('It did not run.');
      const { ended, payment, unpaid, runs, effects, effectsOfUnpaid, mostAtOnce } = outcome;
      expect(ended.signal).toBe('SIGKILL');
      expect(effects).toEqual([`${payment.id}.paid`]);
      expect(new Set(runs)).toEqual(new Set(effects));
      expect(runs).toHaveLength(failpoint.startsWith('handler') ? 2 : 1);
      expect(payment.status).toBe('PAID');
      // Only a claim of our own whose answer was lost is known by the 409.
      const lost = failpoint === 'sent' || failpoint === 'answered';
      expect(payment.recovered).toBe(lost && claim === 'once');
      expect(unpaid.status).toBe('PENDING');
      expect(effectsOfUnpaid).toEqual([]);
      expect(mostAtOnce).toBe(1);
    });
  });
}
