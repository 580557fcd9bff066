import type { KhqrProvider } from './khqr-provider.port.js';
import type { ProviderContext } from './provider-context.js';
import type { AccountOptions } from './provider.options.js';
import type { SandboxBank } from './sandbox/sandbox.bank.js';

/**
 * Makes an account's provider. Each is loaded when the first account needs it, so that an application which
 * asks nobody over HTTP does not pay for an HTTP client.
 */
export async function createProvider(
  options: AccountOptions,
  context: ProviderContext,
  bank: SandboxBank,
): Promise<KhqrProvider> {
  switch (options.provider) {
    case 'apikhqr': {
      const { ApikhqrProvider } = await import('./apikhqr/apikhqr.provider.js');
      return new ApikhqrProvider(options, context);
    }
    case 'bakong-online': {
      const { BakongOnlineProvider } = await import('./bakong-online/bakong-online.provider.js');
      return new BakongOnlineProvider(options, context);
    }
    case 'bakong': {
      const { proxyUrl } = options;
      const { BakongProvider } = await import('./bakong/bakong.provider.js');
      if (proxyUrl === undefined) return new BakongProvider(options, context);
      const { openProxy } = await import('./bakong/proxy.dispatcher.js');
      return new BakongProvider(options, context, openProxy(proxyUrl));
    }
    case 'sandbox': {
      const { SandboxProvider } = await import('./sandbox/sandbox.provider.js');
      return new SandboxProvider(options, context, bank);
    }
    default:
      return options.provider;
  }
}
