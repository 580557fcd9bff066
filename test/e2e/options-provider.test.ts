import { describe, expect, it } from '@jest/globals';
import { KhqrConfigurationError, type KhqrProvider } from 'nestjs-khqr';
import { rejection } from '../support/caught.js';
import { openHost } from '../support/host.js';
import { ScriptedProvider } from '../support/scripted.provider.js';

type Loose = Record<string, unknown>;

/** An application's own provider, with what no compiler would let pass. */
function provider(changes: Loose, capabilities: Loose = {}): KhqrProvider {
  const made = new ScriptedProvider();
  const own = { ...made.capabilities, ...capabilities };
  return Object.assign(Object.create(made) as KhqrProvider, { capabilities: own, ...changes });
}

async function complaint(own: KhqrProvider): Promise<KhqrConfigurationError> {
  const error = await rejection(openHost({ accounts: { till: { provider: own } } }));
  if (error instanceof KhqrConfigurationError) return error;
  throw error;
}

describe('a provider of the application’s own is refused at boot', () => {
  it.each<[string, unknown, string]>([
    ['currencies', undefined, 'got undefined'],
    ['currencies', [], "a list of 'USD' and 'KHR'"],
    ['currencies', ['EUR'], "a list of 'USD' and 'KHR'"],
    ['expiry', 'never', "'provider' or 'ours'"],
    ['expiresInMs', 0, 'whole milliseconds, above 0, got 0'],
    ['createIsCall', undefined, 'true or false'],
    ['payees', 'yes', 'true or false'],
    ['batchSize', undefined, 'a whole number from 1, got undefined'],
    ['batchSize', NaN, 'a whole number from 1, got NaN'],
    ['minGapMs', -1, 'milliseconds, 0 or more, got -1'],
    ['minGapMs', Infinity, 'milliseconds, 0 or more'],
    ['ratePerSecond', undefined, 'or null where nobody knows'],
    ['ratePerSecond', 0, 'a number above 0'],
    ['requestsPerDay', undefined, 'or null for no limit'],
    ['requestsPerDay', 0.5, 'a whole number from 1'],
    ['checksPerPayment', 0, 'a whole number from 1'],
  ])('for its capability %s: %p', async (key, value, rule) => {
    const { problems } = await complaint(provider({}, { [key]: value }));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`accounts.till.provider.capabilities.${key} must be `);
    expect(problems[0]).toContain(rule);
  });

  it('for all of them at once', async () => {
    const { problems } = await complaint(provider({ name: ' ', capabilities: {} }));
    expect(problems).toHaveLength(9);
  });

  it.each([undefined, '', 5])('for its lane: %p', async (lane) => {
    const error = await complaint(provider({ lane }));
    expect(error.message).toContain("The provider of account 'till' has no lane after its start");
    expect(error.message).toContain('Potential solutions:');
  });
});

it('a provider that finds its lane when it starts is taken', async () => {
  const own = provider({ lane: '' });
  Object.assign(own, {
    start: async () => {
      Object.assign(own, { lane: 'till:5' });
    },
  });
  const { app } = await openHost({ provider: own });
  await app.close();
});
