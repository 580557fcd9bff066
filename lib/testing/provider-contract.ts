import { faultChecks } from './provider-contract/fault.checks.js';
import { identityChecks } from './provider-contract/identity.checks.js';
import { expiryChecks, paymentChecks } from './provider-contract/payment.checks.js';
import { ProviderWorld, type ProviderContractOptions } from './provider-contract/provider-world.js';

export type {
  ProviderContractOptions,
  ProviderFault,
  ProviderHarness,
} from './provider-contract/provider-world.js';

/** One promise of the provider port. */
export interface ProviderContractCase {
  readonly name: string;
  /** Opens a fresh provider, throws where the promise is broken, and closes both sides in any case. */
  readonly run: () => Promise<void>;
}

/**
 * Every promise of `KhqrProvider`, for any test runner and a provider of your own:
 *
 * ```ts
 * for (const { name, run } of providerContract({ open: openMyProvider })) test(name, run);
 * ```
 *
 * The provider talks to a simulated other side that the test can pay at; name the `faults` that it can play.
 */
export function providerContract(
  options: ProviderContractOptions,
): readonly ProviderContractCase[] {
  const checks = [
    ...identityChecks,
    ...paymentChecks,
    ...(options.expires === true ? expiryChecks : []),
    ...faultChecks(options.faults ?? [], options.secrets ?? []),
  ];
  return checks.map(({ name, check }) => ({
    name,
    async run() {
      const world = await ProviderWorld.open(options);
      try {
        await check(world);
      } finally {
        await world.close();
      }
    },
  }));
}
