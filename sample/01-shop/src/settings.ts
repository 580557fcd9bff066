import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { Global, Module } from '@nestjs/common';
import type { AccountOptions, Currency, DeliveryOptions, Payee } from 'nestjs-khqr';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the person who starts the shop has to change; its message is all that is shown. */
export class SettingsError extends Error {}

export const SHOP_NAME = 'Mekong Pantry';

/** A handler that fails on the sandbox is given up within seconds, so that one can look at a dead letter. */
const SANDBOX_DELIVERY: DeliveryOptions = { retryDelaysMs: [1000, 2000] };
/** On the sandbox's codes. With a provider, the name belongs to the key or the account. */
const SANDBOX_PAYEE: Payee = { bakongId: 'mekong_pantry@sandbox', merchantName: SHOP_NAME };
const DATA_FILE = path.join(import.meta.dirname, '../data/shop.db');

/** What the environment says, read once. */
export class Settings {
  readonly port: number;
  /** Who moves the money: the simulated bank, unless another is named. */
  readonly provider: string;
  readonly account: AccountOptions;
  /** Where the provider is, if not at its own address. */
  readonly baseUrl: string | undefined;
  readonly payee: Payee | undefined;
  readonly delivery: DeliveryOptions;
  readonly currencies: readonly Currency[];
  /** PostgreSQL; undefined: the file. */
  readonly databaseUrl: string | undefined;
  readonly dataFile: string;
  readonly adminPassword: string;
  /** Nobody has chosen the password, so it has to be told. */
  readonly adminPasswordIsNew: boolean;

  /** @throws SettingsError */
  constructor(env: Environment) {
    this.port = portOf(env);
    this.provider = textOf(env, 'KHQR_PROVIDER') ?? 'sandbox';
    this.baseUrl = textOf(env, 'KHQR_BASE_URL');
    this.account = accountOf(env, this.provider, this.baseUrl);
    this.payee = this.isSandbox ? SANDBOX_PAYEE : undefined;
    this.delivery = this.isSandbox ? SANDBOX_DELIVERY : {};
    this.currencies = this.provider === 'bakong-online' ? ['USD'] : ['USD', 'KHR'];
    this.databaseUrl = textOf(env, 'DATABASE_URL');
    this.dataFile = textOf(env, 'SHOP_DATA') ?? DATA_FILE;
    const chosen = textOf(env, 'ADMIN_PASSWORD');
    this.adminPasswordIsNew = chosen === undefined;
    this.adminPassword = chosen ?? randomBytes(9).toString('base64url');
  }

  get isSandbox(): boolean {
    return this.provider === 'sandbox';
  }
}

@Global()
@Module({
  providers: [{ provide: Settings, useFactory: () => new Settings(process.env) }],
  exports: [Settings],
})
export class SettingsModule {}

function accountOf(env: Environment, provider: string, baseUrl?: string): AccountOptions {
  const merchantName = textOf(env, 'MERCHANT_NAME') ?? SHOP_NAME;
  const need = (name: string): string => {
    const text = textOf(env, name);
    if (text !== undefined) return text;
    throw new SettingsError(`KHQR_PROVIDER=${provider} needs ${name}.`);
  };
  switch (provider) {
    case 'sandbox':
      return { provider };
    case 'apikhqr':
      return { provider, apiKey: need('APIKHQR_KEY'), baseUrl };
    case 'bakong-online':
      return { provider, bakongId: need('BAKONG_ID'), merchantName, baseUrl };
    case 'bakong': {
      const apiKey = need('BAKONG_TOKEN');
      return { provider, apiKey, bakongId: need('BAKONG_ID'), merchantName, baseUrl };
    }
    default:
      throw new SettingsError(
        `KHQR_PROVIDER must be sandbox, apikhqr, bakong-online or bakong, got '${provider}'.`,
      );
  }
}

/** @default 3000 */
function portOf(env: Environment): number {
  const text = env['PORT'] ?? '3000';
  const port = Number(text);
  if (text.trim() !== '' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new SettingsError(`PORT must be a number from 0 to 65535, got '${text}'.`);
}

/** Blank is as good as absent, as in a file that lists every variable. */
function textOf(env: Environment, name: string): string | undefined {
  const text = env[name]?.trim() ?? '';
  return text === '' ? undefined : text;
}
