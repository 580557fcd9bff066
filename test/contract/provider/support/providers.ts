import { SystemClock } from '../../../../lib/clock/system.clock.js';
import { SystemRandom } from '../../../../lib/clock/system.random.js';
import { ApikhqrProvider } from '../../../../lib/providers/apikhqr/apikhqr.provider.js';
import { BakongOnlineProvider } from '../../../../lib/providers/bakong-online/bakong-online.provider.js';
import type { KhqrProvider } from '../../../../lib/providers/khqr-provider.port.js';
import type { ProviderContext } from '../../../../lib/providers/provider-context.js';
import type {
  ApikhqrOptions,
  BakongOnlineOptions,
} from '../../../../lib/providers/provider.options.js';
import type { ProviderName } from './recordings.js';

/** Must never come out of anything. */
export const CANARY_KEY = 'sk_live_canary_5f0e';

function context(given: Partial<ProviderContext> = {}): ProviderContext {
  return {
    account: 'default',
    clock: new SystemClock(),
    random: new SystemRandom(),
    warn: () => undefined,
    ...given,
  };
}

export function apikhqr(
  origin: string,
  options: Partial<ApikhqrOptions> = {},
  given: Partial<ProviderContext> = {},
): ApikhqrProvider {
  return new ApikhqrProvider(
    { provider: 'apikhqr', apiKey: CANARY_KEY, baseUrl: `${origin}/api/v1`, ...options },
    context(given),
  );
}

export function bakongOnline(
  origin: string,
  options: Partial<BakongOnlineOptions> = {},
  given: Partial<ProviderContext> = {},
): BakongOnlineProvider {
  return new BakongOnlineProvider(
    {
      provider: 'bakong-online',
      bakongId: 'merchant@abaa',
      merchantName: 'My Store',
      baseUrl: origin,
      ...options,
    },
    context(given),
  );
}

export function providerOf(
  name: ProviderName,
  origin: string,
  options: Readonly<Record<string, unknown>> = {},
  given: Partial<ProviderContext> = {},
): KhqrProvider {
  return name === 'apikhqr'
    ? apikhqr(origin, options, given)
    : bakongOnline(origin, options, given);
}

/** Everything an answer says, as a log or a row would have it. */
export function everythingOf(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner instanceof Error ? { message: inner.message, stack: inner.stack } : inner,
  );
}
