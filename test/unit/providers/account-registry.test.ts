import { describe, expect, it } from '@jest/globals';
import { AccountRegistry } from '../../../lib/providers/account-registry.js';
import type { AccountOptions } from '../../../lib/providers/provider.options.js';
import { KhqrTestClock } from '../../../lib/testing/khqr-test.clock.js';
import { rejection } from '../../support/caught.js';
import { ScriptedProvider } from '../../support/scripted.provider.js';

class Counted extends ScriptedProvider {
  static open(into: Counted[], name: string): Counted {
    const provider = new Counted(undefined, {}, name);
    into.push(provider);
    return provider;
  }
  starts = 0;
  closes = 0;
  startFails = false;

  async start(): Promise<void> {
    this.starts += 1;
    if (this.startFails) throw new Error('No key.');
  }
  async close(): Promise<void> {
    this.closes += 1;
    throw new Error('A close that fails harms nobody.');
  }
}

function world(find: (name: string) => Promise<AccountOptions | null>) {
  const clock = new KhqrTestClock();
  const made: Counted[] = [];
  const registry = new AccountRegistry({
    accounts: { main: { provider: 'sandbox' } },
    resolver: { find },
    clock,
    createProvider: async (name) => Counted.open(made, name),
    check: () => undefined,
  });
  const open = (): number => made.filter(({ starts, closes }) => starts > closes).length;
  return { clock, made, registry, open };
}

describe('accounts that a resolver knows', () => {
  it('are forgotten after 10 idle minutes, so that a million names do not fill the memory', async () => {
    const { clock, registry, open } = world(async (name) =>
      name.startsWith('known') ? { provider: 'sandbox' } : null,
    );
    await registry.start();
    for (let minute = 0; minute < 60; minute += 1) {
      for (let index = 0; index < 20; index += 1) {
        await registry.find(`known-${minute}-${index}`);
        await registry.find(`unknown-${minute}-${index}`);
      }
      await registry.find('known-always');
      await clock.advance(60_000);
    }
    // Those of 11 minutes, and what is used again and again, and what is configured.
    expect(registry.known().length).toBeLessThanOrEqual(12 * 20 + 2);
    expect(open()).toBe(registry.known().length);
    const names = registry.known().map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['main', 'known-always']));
    await registry.close();
    expect(open()).toBe(0);
  });

  it('are the same provider again and again while they are used', async () => {
    const { clock, made, registry } = world(async () => ({ provider: 'sandbox' }));
    for (let minute = 0; minute < 60; minute += 1) {
      await registry.find('cafe');
      await clock.advance(60_000);
    }
    expect(made.map(({ starts, closes }) => [starts, closes])).toEqual([[1, 0]]);
  });

  it('are started again after a start that failed', async () => {
    let fails = true;
    const clock = new KhqrTestClock();
    const provider = new Counted();
    const registry = new AccountRegistry({
      accounts: {},
      resolver: { find: async () => ({ provider }) },
      clock,
      createProvider: async () => Object.assign(provider, { startFails: fails }),
      check: () => undefined,
    });
    expect(await rejection(registry.find('cafe'))).toMatchObject({ message: 'No key.' });
    fails = false;
    expect(await registry.find('cafe')).toMatchObject({ name: 'cafe' });
    expect(provider.starts).toBe(2);
  });
});
