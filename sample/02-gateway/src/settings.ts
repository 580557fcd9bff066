import path from 'node:path';
import { Global, Module } from '@nestjs/common';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the person who starts the gateway has to change; its message is all that is shown. */
export class SettingsError extends Error {}

/** A merchant of this gateway: the account that is paid, and the key of its programs. */
export interface MerchantSettings {
  readonly name: 'tea' | 'books';
  readonly bakongId: string;
  readonly merchantName: string;
  readonly apiKey: string;
}

const DATA_FILE = path.join(import.meta.dirname, '../data/gateway.db');

/** What the environment says, read once. */
export class Settings {
  readonly port: number;
  /** The National Bank's token; undefined: a simulated bank in this process. */
  readonly bakongToken: string | undefined;
  readonly merchants: readonly MerchantSettings[];
  readonly dataFile: string;

  /** @throws SettingsError */
  constructor(env: Environment) {
    this.port = portOf(env);
    this.bakongToken = textOf(env, 'BAKONG_TOKEN');
    this.dataFile = textOf(env, 'GATEWAY_DATA') ?? DATA_FILE;
    // Who gives goods for real money needs keys that are nobody else's.
    const need = (name: string, simulated: string): string => {
      const text = textOf(env, name) ?? (this.bakongToken === undefined ? simulated : undefined);
      if (text !== undefined) return text;
      throw new SettingsError(`With BAKONG_TOKEN there must be ${name}, too.`);
    };
    this.merchants = [
      {
        name: 'tea',
        bakongId: need('TEA_BAKONG_ID', 'tea_house@abaa'),
        merchantName: 'Tea House',
        apiKey: need('TEA_API_KEY', 'sk_test_tea_house'),
      },
      {
        name: 'books',
        bakongId: need('BOOKS_BAKONG_ID', 'book_shop@abaa'),
        merchantName: 'Book Shop',
        apiKey: need('BOOKS_API_KEY', 'sk_test_book_shop'),
      },
    ];
  }
}

@Global()
@Module({
  providers: [{ provide: Settings, useFactory: () => new Settings(process.env) }],
  exports: [Settings],
})
export class SettingsModule {}

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
