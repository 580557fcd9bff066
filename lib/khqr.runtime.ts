import type { KhqrClock } from './clock/khqr-clock.js';
import type { KhqrRandom } from './clock/khqr-random.js';
import { SystemClock } from './clock/system.clock.js';
import { SystemRandom } from './clock/system.random.js';
import type { KhqrModuleOptions } from './khqr.options.js';
import type { KhqrProvider } from './providers/khqr-provider.port.js';
import type { ProviderContext } from './providers/provider-context.js';
import { createProvider } from './providers/provider.factory.js';
import type { AccountOptions } from './providers/provider.options.js';
import { SandboxBank } from './providers/sandbox/sandbox.bank.js';

/** What the module takes from outside the application's options; a test hands in its own. */
export interface KhqrRuntime {
  readonly clock: KhqrClock;
  readonly random: KhqrRandom;
  /** The value of NODE_ENV. */
  readonly environment: string | undefined;
  /** No warning about what is meant to be temporary. */
  readonly quiet: boolean;
  /** Shared by all accounts with `provider: 'sandbox'`. */
  readonly bank: SandboxBank;
  /** Applied to the application's options before they are checked. */
  readonly adaptOptions: (options: KhqrModuleOptions) => KhqrModuleOptions;
  readonly createProvider: (
    options: AccountOptions,
    context: ProviderContext,
    bank: SandboxBank,
  ) => Promise<KhqrProvider>;
}

export function systemRuntime(): KhqrRuntime {
  const clock = new SystemClock();
  const random = new SystemRandom();
  return {
    clock,
    random,
    environment: process.env['NODE_ENV'],
    quiet: false,
    bank: new SandboxBank({ clock, random }),
    adaptOptions: (options) => options,
    createProvider,
  };
}
