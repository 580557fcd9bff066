import { describe, expect, it } from '@jest/globals';
import { Coalescer } from '../../../../lib/stores/postgres/coalescer.js';

interface Journey {
  readonly inputs: readonly string[];
  readonly arrive: (output: number) => void;
  readonly fail: (error: Error) => void;
}

/** A coalescer whose journeys end when the test says so. */
function open() {
  const journeys: Journey[] = [];
  const coalescer = new Coalescer<string, number>(
    (inputs) =>
      new Promise((arrive, fail) => {
        journeys.push({ inputs, arrive, fail });
      }),
  );
  return { coalescer, journeys };
}

describe('Coalescer', () => {
  it('sends the first call at once, and what comes meanwhile together', async () => {
    const { coalescer, journeys } = open();
    const first = coalescer.add('a');
    const second = coalescer.add('b');
    const third = coalescer.add('c');
    expect(journeys.map(({ inputs }) => inputs)).toEqual([['a']]);
    journeys[0]?.arrive(1);
    await expect(first).resolves.toBe(1);
    expect(journeys.map(({ inputs }) => inputs)).toEqual([['a'], ['b', 'c']]);
    journeys[1]?.arrive(2);
    await expect(Promise.all([second, third])).resolves.toEqual([2, 2]);
  });

  it('fails those of one journey, not those of the next', async () => {
    const { coalescer, journeys } = open();
    const first = coalescer.add('a');
    const second = coalescer.add('b');
    journeys[0]?.fail(new Error('the database is down'));
    await expect(first).rejects.toThrow('the database is down');
    journeys[1]?.arrive(2);
    await expect(second).resolves.toBe(2);
  });

  it('begins again after it has come to rest', async () => {
    const { coalescer, journeys } = open();
    const first = coalescer.add('a');
    journeys[0]?.arrive(1);
    await first;
    await coalescer.idle();
    const second = coalescer.add('b');
    expect(journeys).toHaveLength(2);
    journeys[1]?.arrive(2);
    await expect(second).resolves.toBe(2);
  });

  it('is idle when the last journey has ended, however it ended', async () => {
    const { coalescer, journeys } = open();
    const call = coalescer.add('a').catch(() => 'failed');
    let idle = false;
    const rest = coalescer.idle().then(() => (idle = true));
    await Promise.resolve();
    expect(idle).toBe(false);
    journeys[0]?.fail(new Error('lost'));
    await rest;
    await expect(call).resolves.toBe('failed');
  });
});
