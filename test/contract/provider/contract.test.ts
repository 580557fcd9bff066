import { describe, it } from '@jest/globals';
import type { KhqrProvider } from '../../../lib/providers/khqr-provider.port.js';
import {
  providerContract,
  type ProviderFault,
  type ProviderHarness,
} from '../../../lib/testing/provider-contract.js';
import { ApikhqrService } from './support/apikhqr.service.js';
import { BakongOnlineService } from './support/bakong-online.service.js';
import { apikhqr, bakongOnline, CANARY_KEY } from './support/providers.js';
import type { Service } from './support/service.js';

const FAULTS: readonly ProviderFault[] = [
  'lost',
  'garbled',
  'server-error',
  'refused-credential',
  'rate-limited',
  'refused-payment',
];

async function harness(
  service: Service,
  make: (origin: string) => KhqrProvider,
): Promise<ProviderHarness> {
  await service.open();
  return {
    provider: make(service.origin),
    pay: async ({ md5 }) => void (service.code(md5).status = 'PAID'),
    expire: async ({ md5 }) => void (service.code(md5).status = 'EXPIRED'),
    strike: async (fault) => service.strike(fault),
    close: () => service.close(),
  };
}

describe.each(['repeat', 'once'] as const)('apikhqr, a claim is told: %s', (claim) => {
  const cases = providerContract({
    open: () => harness(new ApikhqrService(claim), apikhqr),
    faults: FAULTS,
    expires: true,
    secrets: [CANARY_KEY],
  });
  it.each(cases.map(({ name, run }) => [name, run] as const))('%s', (_, run) => run());
});

describe.each([
  ['as documented', false, 'md5'],
  ['as seen', true, 'md5'],
  ['as documented, by transaction', false, 'tran'],
] as const)('bakong-online, %s', (_, seen, checkBy) => {
  const cases = providerContract({
    open: () =>
      harness(new BakongOnlineService(seen), (origin) => bakongOnline(origin, { checkBy })),
    faults: FAULTS,
    secrets: [CANARY_KEY],
  });
  it.each(cases.map(({ name, run }) => [name, run] as const))('%s', (__, run) => run());
});
