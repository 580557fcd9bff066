import { describe, expect, it } from '@jest/globals';
import type { ReferenceKey } from '../../../lib/stores/payment-rows.port.js';
import type { PaymentStore } from '../../../lib/stores/payment-store.port.js';
import type { StoreClock } from '../../../lib/stores/store.clock.js';
import { KhqrTestClock } from '../../../lib/testing/khqr-test.clock.js';
import { StaleSweeper } from '../../../lib/tracker/stale.sweeper.js';
import type { TransitionWriter } from '../../../lib/tracker/transition.writer.js';

const PAGE = 100;

/** `ends`: what each reference's rule answers; one that throws cannot be written. */
function openSweeper(count: number, ends: (reference: string) => boolean) {
  const clock = new KhqrTestClock();
  const keys = Array.from({ length: count }, (_, n) => ({ account: 'a', reference: `o-${n}` }));
  const seen = { looks: 0, written: [] as string[], failed: [] as unknown[] };
  const store = {
    findStale: async () => {
      seen.looks += 1;
      return keys.slice(0, PAGE);
    },
  } as unknown as PaymentStore;
  const writer = {
    write: async ({ reference }: ReferenceKey) => {
      const ended = ends(reference);
      seen.written.push(reference);
      return ended;
    },
  } as unknown as TransitionWriter;
  const settings = {
    tracker: { expiryGraceMs: 0 },
    delivery: { releaseAfterMs: 0 },
  } as ConstructorParameters<typeof StaleSweeper>[2];
  const storeClock = { now: async () => clock.now() } as unknown as StoreClock;
  const sweeper = new StaleSweeper(store, writer, settings, clock, storeClock, (error) =>
    seen.failed.push(error),
  );
  return { sweeper, seen };
}

describe('what time alone ends', () => {
  it('is looked for again at once while a whole page of it has ended', async () => {
    const { sweeper, seen } = openSweeper(PAGE, () => true);
    await sweeper.sweep();
    await sweeper.sweep();
    expect(seen.looks).toBe(2);
  });

  it('is not, where the same page would be found again', async () => {
    const { sweeper, seen } = openSweeper(PAGE, (reference) => reference !== 'o-7');
    await sweeper.sweep();
    await sweeper.sweep();
    expect(seen.looks).toBe(1);
  });

  it('ends for the others where one cannot be written', async () => {
    const { sweeper, seen } = openSweeper(3, (reference) => {
      if (reference === 'o-0') throw new Error('a row is locked');
      return true;
    });
    await sweeper.sweep();
    expect(seen.written).toEqual(['o-1', 'o-2']);
    expect(seen.failed).toEqual([new Error('a row is locked')]);
  });

  it('waits where the store takes nothing', async () => {
    const { sweeper, seen } = openSweeper(PAGE, () => {
      throw new Error('down');
    });
    await sweeper.sweep();
    await sweeper.sweep();
    expect(seen.failed).toHaveLength(3);
    expect(seen.looks).toBe(1);
  });
});
