import { describe, expect, it, jest } from '@jest/globals';
import type {
  CheckAnswer,
  CheckRequest,
  CreateAnswer,
  CreateRequest,
  KhqrProvider,
  ProviderCapabilities,
} from '../../../lib/providers/khqr-provider.port.js';
import { providerContract } from '../../../lib/testing/provider-contract.js';
import { ApikhqrService } from './support/apikhqr.service.js';
import { apikhqr, CANARY_KEY } from './support/providers.js';

/** A provider that is right in everything but what a test changes. */
class Flawed implements KhqrProvider {
  readonly #inner: KhqrProvider;
  readonly name: string;
  readonly host: string;
  capabilities: ProviderCapabilities;
  lane: string;

  constructor(origin: string) {
    this.#inner = apikhqr(origin);
    const { name, host, capabilities, lane } = this.#inner;
    [this.name, this.host, this.capabilities, this.lane] = [name, host, capabilities, lane];
  }

  close = async (): Promise<void> => this.#inner.close?.();
  createPayment = (request: CreateRequest): Promise<CreateAnswer> =>
    this.#inner.createPayment(request);
  checkPayment = (request: CheckRequest): Promise<CheckAnswer> => this.#inner.checkPayment(request);
}

/** Names of the cases that a provider with this flaw does not pass. */
async function caught(flaw: (provider: Flawed) => void): Promise<string[]> {
  const cases = providerContract({
    open: async () => {
      const service = await new ApikhqrService('repeat').open();
      const provider = new Flawed(service.origin);
      flaw(provider);
      return {
        provider,
        pay: async ({ md5 }) => void (service.code(md5).status = 'PAID'),
        expire: async ({ md5 }) => void (service.code(md5).status = 'EXPIRED'),
        strike: async (fault) => service.strike(fault),
        close: () => service.close(),
      };
    },
    faults: ['lost', 'server-error', 'refused-credential'],
    expires: true,
    secrets: [CANARY_KEY],
  });
  const failed: string[] = [];
  for (const { name, run } of cases) await run().catch(() => failed.push(name));
  return failed;
}

function answering(provider: Flawed, change: (answer: CheckAnswer) => CheckAnswer): void {
  const check = provider.checkPayment;
  provider.checkPayment = async (request) => change(await check(request));
}

function creating(provider: Flawed, change: (answer: CreateAnswer) => CreateAnswer): void {
  const create = provider.createPayment;
  provider.createPayment = async (request) => change(await create(request));
}

const FLAWS: readonly [string, (provider: Flawed) => void, string][] = [
  [
    'takes a lost answer for unpaid',
    (flawed) =>
      answering(flawed, (answer) =>
        answer.outcome === 'unknown' ? { outcome: 'pending' } : answer,
      ),
    'check, lost: ',
  ],
  [
    'throws',
    (flawed) =>
      answering(flawed, (answer) => {
        if (answer.outcome === 'unknown') throw new Error(answer.failure.message);
        return answer;
      }),
    'check, server-error: ',
  ],
  [
    'stops no lane for a refused key',
    (flawed) =>
      creating(flawed, (answer) =>
        answer.outcome === 'failed'
          ? { outcome: 'failed', failure: { kind: 'in-doubt', message: 'failed' } }
          : answer,
      ),
    'create, refused-credential: ',
  ],
  [
    'tells another amount',
    (flawed) =>
      answering(flawed, (answer) =>
        answer.outcome === 'paid' ? { ...answer, evidence: { amountMinor: 501 } } : answer,
      ),
    'check: paid is paid',
  ],
  [
    'ends nothing',
    (flawed) =>
      answering(flawed, (answer) =>
        answer.outcome === 'expired' ? { outcome: 'pending' } : answer,
      ),
    'check: a code that the provider has ended',
  ],
  [
    'writes md5s in upper case',
    (flawed) =>
      creating(flawed, (answer) =>
        answer.outcome === 'created' ? { ...answer, md5: answer.md5.toUpperCase() } : answer,
      ),
    'create: a code with an md5',
  ],
  [
    'forgets when a code ends',
    (flawed) =>
      creating(flawed, (answer) =>
        answer.outcome === 'created' ? { ...answer, expiresAt: undefined } : answer,
      ),
    'create: a code with an md5',
  ],
  [
    'repeats its key in a message',
    (flawed) =>
      answering(flawed, (answer) =>
        answer.outcome === 'unknown'
          ? { ...answer, failure: { ...answer.failure, message: CANARY_KEY } }
          : answer,
      ),
    'secrets: ',
  ],
  ['has a secret lane', (flawed) => (flawed.lane = `lane of ${CANARY_KEY}`), 'identity: two'],
  [
    'claims a batch call that it does not have',
    (flawed) => (flawed.capabilities = { ...flawed.capabilities, batchSize: 50 }),
    'identity: capabilities',
  ],
];

// The whole contract in each test, on a machine that may be busy.
jest.setTimeout(30_000);

describe('the provider contract', () => {
  it('passes the provider that the flawed ones are made of', async () => {
    expect(await caught(() => undefined)).toEqual([]);
  });

  it.each(FLAWS)('catches a provider that %s', async (_, flaw, name) => {
    expect(await caught(flaw)).toContainEqual(expect.stringContaining(name));
  });
});
