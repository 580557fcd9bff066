import { describe, it } from '@jest/globals';
import type { BakongResponse } from '../../../lib/providers/sandbox/bakong-options.js';
import { page, refusal } from '../../../lib/providers/sandbox/bakong.answers.js';
import {
  providerContract,
  type ProviderFault,
  type ProviderHarness,
} from '../../../lib/testing/provider-contract.js';
import { bakong, BakongWorld } from '../../support/bakong.js';
import type { Arrived } from './support/loopback.js';

/** The bank's claims stand in its tokens, so these secrets change: what every token begins with must not be seen. */
const TOKEN_START = 'eyJhbGciOiJIUzI1NiJ9.';

async function harness(): Promise<ProviderHarness> {
  const world = new BakongWorld();
  let fault: ProviderFault | undefined;
  const server = await world.serve((request) => {
    const struck = fault;
    fault = undefined;
    return struck && spoil(struck, request, world);
  });
  return {
    provider: bakong(world.options({ baseUrl: server.origin })),
    pay: async ({ qrString = '' }) => void world.api.pay(qrString),
    strike: async (next) => void (fault = next),
    close: () => server.close(),
  };
}

async function spoil(
  fault: ProviderFault,
  request: Arrived,
  world: BakongWorld,
): Promise<BakongResponse | null> {
  const echo = JSON.stringify(request.headers);
  switch (fault) {
    case 'lost':
      await world.api.handle(request);
      return null;
    case 'garbled':
      return page(200, echo);
    case 'server-error':
      return page(502, echo);
    case 'refused-credential':
      return refusal(6, `Unauthorized ${echo}`, 401);
    case 'rate-limited':
      return page(429, echo);
    case 'refused-payment':
      return refusal(5, `Missing required fields ${echo}`, 400);
  }
}

describe('bakong, over the stand-in', () => {
  const cases = providerContract({
    open: harness,
    faults: [
      'lost',
      'garbled',
      'server-error',
      'refused-credential',
      'rate-limited',
      'refused-payment',
    ],
    secrets: [TOKEN_START],
  });
  it.each(cases.map(({ name, run }) => [name, run] as const))('%s', (_, run) => run());
});
