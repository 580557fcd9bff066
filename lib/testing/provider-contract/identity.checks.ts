import { equal, match, notEqual, ok } from 'node:assert/strict';
import { isCurrency } from '../../payment/money.js';
import { ProviderWorld, type ProviderCheck } from './provider-world.js';

export const identityChecks: readonly ProviderCheck[] = [
  {
    name: 'identity: a name that payments can keep for life',
    async check({ provider }) {
      match(provider.name, /^[a-z0-9][a-z0-9-]{0,39}$/);
      equal(typeof provider.host, 'string');
    },
  },
  {
    name: 'identity: capabilities are complete and possible',
    async check({ provider }) {
      const { capabilities } = provider;
      ok(capabilities.currencies.length > 0 && capabilities.currencies.every(isCurrency));
      ok(capabilities.expiresInMs > 0, 'expiresInMs is positive');
      ok(capabilities.minGapMs >= 0, 'minGapMs is not negative');
      ok(Number.isInteger(capabilities.batchSize) && capabilities.batchSize >= 1, 'batchSize');
      for (const limit of [capabilities.ratePerSecond, capabilities.requestsPerDay]) {
        ok(limit === null || limit > 0, 'a limit is positive, or null for unknown');
      }
      equal(capabilities.batchSize > 1, provider.checkPayments !== undefined);
    },
  },
  {
    name: 'identity: two providers of one configuration share a lane, which tells no secret',
    async check(world) {
      const { lane } = world.provider;
      notEqual(lane, '');
      for (const secret of world.options.secrets ?? []) ok(!lane.includes(secret), 'no secret');
      const twin = await ProviderWorld.open(world.options);
      await twin.close();
      // Another server may have another address: then it is another lane, and rightly.
      equal(twin.provider.lane === lane, twin.provider.host === world.provider.host);
    },
  },
];
