import { describe, expect, it } from '@jest/globals';
import { AccountRegistry } from '../../../lib/providers/account-registry.js';
import { KhqrConfigurationError } from '../../../lib/errors/khqr-configuration.error.js';
import type { AccountOptions } from '../../../lib/providers/provider.options.js';
import { MemoryPaymentStore } from '../../../lib/stores/memory/memory-payment.store.js';
import type { PollRoute } from '../../../lib/stores/poll-queue.port.js';
import { KhqrTestClock } from '../../../lib/testing/khqr-test.clock.js';
import { LaneDirectory } from '../../../lib/tracker/lane.directory.js';
import { fillQueue } from '../../support/replicas.js';
import { ScriptedProvider } from '../../support/scripted.provider.js';

type Find = (name: string) => Promise<AccountOptions | null>;

/** A directory over accounts that a resolver knows, with a payment waiting for each of these. */
async function open(find: Find, waiting: readonly string[]) {
  const clock = new KhqrTestClock();
  const store = new MemoryPaymentStore();
  const missing: PollRoute[] = [];
  const accounts = new AccountRegistry({
    accounts: { main: { provider: new ScriptedProvider(undefined, {}, 'main') } },
    resolver: { find },
    clock,
    createProvider: async (name) => new ScriptedProvider(undefined, {}, name),
    check: (name, given) => {
      if (given.provider !== 'sandbox') throw new KhqrConfigurationError(`${name} has no provider`);
    },
  });
  await accounts.start();
  await store.open({ clock, warn: () => undefined });
  await fillQueue(store, waiting.length, (index) => ({
    account: waiting[index] ?? '',
    provider: waiting[index] ?? '',
  }));
  const failures: unknown[] = [];
  const directory = new LaneDirectory(store, accounts, clock, {
    routeMissing: (route) => missing.push(route),
    failed: (error) => failures.push(error),
  });
  const names = async () => {
    const groups = await directory.groups();
    return groups.flatMap((group) => group.accounts.map(({ name }) => name)).sort();
  };
  return { clock, store, directory, missing, failures, names };
}

const options: AccountOptions = { provider: 'sandbox' };

describe('LaneDirectory', () => {
  it('finds the accounts whose payments wait, and only those', async () => {
    const asked: string[] = [];
    const find: Find = async (name) => {
      asked.push(name);
      return options;
    };
    const { names, missing } = await open(find, ['a', 'b', 'a']);
    expect(await names()).toEqual(['a', 'b', 'main']);
    expect(asked.sort()).toEqual(['a', 'b']);
    expect(missing).toEqual([]);
  });

  it('waited for a resolver that never answers, and nobody was asked about any more', async () => {
    const find: Find = (name) =>
      name === 'hung' ? new Promise(() => undefined) : Promise.resolve(options);
    const { clock, names } = await open(find, ['hung', 'a']);
    let found: readonly string[] = [];
    void names().then((list) => (found = list));
    await clock.advance(500);
    expect(found).toEqual(['a', 'main']);
    // Nor is it waited for again at each look.
    await clock.advance(5000);
    expect(await names()).toEqual(['a', 'main']);
  });

  it('asks for many accounts at once, not one after the other', async () => {
    const clocked: { clock?: KhqrTestClock } = {};
    const find: Find = async () => {
      await new Promise<void>((resolve) => void clocked.clock?.setTimeout(resolve, 10));
      return options;
    };
    const waiting = Array.from({ length: 200 }, (_, index) => `branch-${index}`);
    const { clock, names } = await open(find, waiting);
    clocked.clock = clock;
    let found: readonly string[] = [];
    void names().then((list) => (found = list));
    await clock.advance(1000);
    expect(found).toHaveLength(201);
  });

  it('called a person because the database of accounts was away for a moment', async () => {
    let away = true;
    const find: Find = async () => {
      if (away) throw new Error('the database is away');
      return options;
    };
    const { clock, names, missing, failures } = await open(find, ['a']);
    expect(await names()).toEqual(['main']);
    expect(missing).toEqual([]);
    expect(failures).toEqual([new Error('the database is away')]);
    away = false;
    await clock.advance(5000);
    expect(await names()).toEqual(['a', 'main']);
  });

  it('tells a person of options that cannot be used', async () => {
    const find: Find = () => Promise.resolve({ provider: 'apikhqr', apiKey: undefined });
    const { names, missing, failures } = await open(find, ['a']);
    expect(await names()).toEqual(['main']);
    expect(missing).toEqual([{ account: 'a', provider: 'a' }]);
    expect(failures).toEqual([]);
  });

  it('tells once of an account that is gone, and again when it goes another time', async () => {
    let known = true;
    const { clock, names, missing } = await open(async () => (known ? options : null), ['a']);
    expect(await names()).toEqual(['a', 'main']);
    known = false;
    await clock.advance(61_000);
    expect(await names()).toEqual(['main']);
    await clock.advance(300_000);
    await names();
    expect(missing).toEqual([{ account: 'a', provider: 'a' }]);
    known = true;
    await clock.advance(61_000);
    expect(await names()).toEqual(['a', 'main']);
    known = false;
    await clock.advance(61_000);
    await names();
    expect(missing).toHaveLength(2);
  });

  it('gathers the accounts of one credential into one lane', async () => {
    const shared = new ScriptedProvider(undefined, {}, 'shared');
    const clock = new KhqrTestClock();
    const store = new MemoryPaymentStore();
    const accounts = new AccountRegistry({
      accounts: Object.fromEntries(
        Array.from({ length: 500 }, (_, index) => [`payee-${index}`, { provider: shared }]),
      ),
      resolver: null,
      clock,
      createProvider: async () => shared,
      check: () => undefined,
    });
    await accounts.start();
    await store.open({ clock, warn: () => undefined });
    const hooks = { routeMissing: () => undefined, failed: () => undefined };
    const groups = await new LaneDirectory(store, accounts, clock, hooks).groups();
    expect(groups.map(({ lane, accounts: members }) => [lane, members.length])).toEqual([
      ['shared:test', 500],
    ]);
  });
});
