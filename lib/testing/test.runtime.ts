import type { KhqrRandom } from '../clock/khqr-random.js';
import { SeededRandom } from '../clock/seeded.random.js';
import { SystemRandom } from '../clock/system.random.js';
import type { KhqrModuleOptions } from '../khqr.options.js';
import type { KhqrRuntime } from '../khqr.runtime.js';
import { createProvider } from '../providers/provider.factory.js';
import type { AccountOptions } from '../providers/provider.options.js';
import { SandboxBank } from '../providers/sandbox/sandbox.bank.js';
import { MemoryPaymentStore } from '../stores/memory/memory-payment.store.js';
import type { PaymentStore } from '../stores/payment-store.port.js';
import { KhqrTestClock } from './khqr-test.clock.js';

export interface KhqrTestingOptions {
  /** @default a new KhqrTestClock */
  readonly clock?: KhqrTestClock;
  /**
   * @default a new MemoryPaymentStore, which lets handlers acknowledge where the application's own store does: their
   *   transaction is left alone. Hand one in to test a restart over the same data.
   */
  readonly store?: PaymentStore;
  /** @default a new SandboxBank on the test's clock */
  readonly bank?: SandboxBank;
  /** For ids, jitter and the bank's faults. @default 1; with a `store` handed in, ids are made anew each time, since two applications must not make the same */
  readonly seed?: number;
  /** Leaves accounts with a provider of your own as they are. @default false */
  readonly keepCustomProviders?: boolean;
}

export interface TestRuntime extends KhqrRuntime {
  readonly clock: KhqrTestClock;
}

/** High enough that no test meets it; what a rate does is tested with `ratePerSecond`. */
const TEST_RATE = 1000;

/** The same application on a clock that stands still, a bank in this process and a fresh store. */
export function testRuntime(options: KhqrTestingOptions): TestRuntime {
  const clock = options.clock ?? new KhqrTestClock();
  const random = randomOf(options);
  const simulated = (account: AccountOptions): AccountOptions => {
    if (options.keepCustomProviders === true && typeof account.provider === 'object')
      return account;
    const { ratePerSecond = TEST_RATE, expiresInMs, onForeignClaim } = account;
    return {
      provider: 'sandbox',
      ratePerSecond,
      ...(expiresInMs !== undefined && { expiresInMs }),
      ...(onForeignClaim !== undefined && { onForeignClaim }),
    };
  };
  return {
    clock,
    random,
    environment: 'test',
    quiet: true,
    bank: options.bank ?? new SandboxBank({ clock, random }),
    createProvider,
    adaptOptions: (app) => adapt(app, simulated, options.store ?? standInFor(app.store)),
  };
}

/** Plays the database that the application's own store would share with its handlers. */
class AcknowledgingStore extends MemoryPaymentStore {
  override acknowledgement(_deliveryId: string): string {
    return '';
  }
}

function standInFor(configured: PaymentStore | undefined): PaymentStore {
  const acknowledges = configured !== undefined && configured.acknowledgement('any') !== null;
  return acknowledges ? new AcknowledgingStore() : new MemoryPaymentStore();
}

function randomOf({ seed, store }: KhqrTestingOptions): KhqrRandom {
  const seeded = new SeededRandom(seed ?? 1);
  if (!store || seed !== undefined) return seeded;
  const system = new SystemRandom();
  return { number: () => seeded.number(), id: () => system.id() };
}

function adapt(
  app: KhqrModuleOptions,
  simulated: (account: AccountOptions) => AccountOptions,
  store: PaymentStore,
): KhqrModuleOptions {
  const { accounts, accountResolver, tracker, delivery } = app;
  return {
    ...(app.provider !== undefined && simulated(app)),
    ...(accounts && {
      accounts: Object.fromEntries(
        Object.entries(accounts).map(([name, account]) => [name, simulated(account)]),
      ),
    }),
    // Whatever name the application resolves, the bank serves it.
    ...(accountResolver && {
      accountResolver: { find: () => Promise.resolve(simulated({ provider: 'sandbox' })) },
    }),
    ...(tracker && { tracker }),
    ...(delivery && { delivery }),
    store,
  };
}
