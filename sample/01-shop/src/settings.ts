import type { KhqrModuleOptions } from 'nestjs-khqr';
import { SHOP_NAME } from './web/layout.view.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the person who starts the shop has to change; its message is all that is shown. */
export class SettingsError extends Error {}

/** Who moves the money: the simulated bank, unless the environment names a provider. */
export function khqrOptions(env: Environment): KhqrModuleOptions {
  const provider = env['KHQR_PROVIDER'] ?? 'sandbox';
  const baseUrl = env['KHQR_BASE_URL'];
  switch (provider) {
    case 'sandbox':
      return { provider };
    case 'apikhqr':
      return { provider, apiKey: need(env, 'APIKHQR_KEY', provider), baseUrl };
    case 'bakong-online': {
      const bakongId = need(env, 'BAKONG_ID', provider);
      return { provider, bakongId, merchantName: env['MERCHANT_NAME'] ?? SHOP_NAME, baseUrl };
    }
    default:
      throw new SettingsError(
        `KHQR_PROVIDER must be sandbox, apikhqr or bakong-online, got '${provider}'.`,
      );
  }
}

/** @default 3000 */
export function portOf(env: Environment): number {
  const text = env['PORT'] ?? '3000';
  const port = Number(text);
  if (text.trim() !== '' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new SettingsError(`PORT must be a number from 0 to 65535, got '${text}'.`);
}

function need(env: Environment, name: string, provider: string): string {
  const value = env[name]?.trim() ?? '';
  if (value !== '') return value;
  throw new SettingsError(`KHQR_PROVIDER=${provider} needs ${name}.`);
}
