import type { ControllerOptions } from '@nestjs/common';
import type { Payee } from '../index.js';
import type { RateLimit } from './api/rate.limiter.js';

/** Whose payments a key makes and sees. */
export interface GatewayMerchant {
  /** The account of `KhqrModule` that is paid. @default 'default' */
  readonly account?: string;
  /** What keeps merchants of one account apart, and stands in their payments' metadata as `merchant`; 1 to 64 characters. @default the account's name */
  readonly id?: string;
  /** Who is paid, where one credential serves many (`bakong`, `bakong-online`). */
  readonly payee?: Payee;
}

/** A key that is written in the configuration. Two keys with one `id` are one merchant's: for changing a key without a gap. */
export interface GatewayApiKey extends GatewayMerchant {
  /** At least 16 characters of ASCII without spaces; `undefined`, as `process.env` gives it, fails at boot. */
  readonly key: string | undefined;
}

/** Looks a merchant up by the hash of the key (`hashApiKey`); asked at every request, so it answers from an index or a cache. Null: 401. */
export type MerchantFinder = (
  keyHash: string,
) => Promise<GatewayMerchant | null> | GatewayMerchant | null;

export interface GatewayCommonOptions {
  /**
   * `repeat`: PAID is told whenever it is asked for. `once`: to one request, over all replicas; 409 `ALREADY_CLAIMED` after it,
   * also where that one answer never arrived.
   *
   * @default 'repeat'
   */
  readonly claim?: 'repeat' | 'once';
  /** For each API key, in each process; `false`: none. @default 50 requests a second, 100 at once: 150 codes polled every 3 s */
  readonly rateLimit?: Partial<RateLimit> | false;
  /** Where the routes are for clients, for URLs in answers: `https://pay.example/api/v1`. @default as the request came */
  readonly publicUrl?: string;
}

/** Keys in the configuration, or merchants kept elsewhere. */
export type KhqrGatewayOptions = GatewayCommonOptions &
  (
    | { readonly apiKeys: readonly GatewayApiKey[]; readonly findMerchant?: undefined }
    | { readonly findMerchant: MerchantFinder; readonly apiKeys?: undefined }
  );

/** What is said where the module is imported, since routes are made before a factory has run. */
export interface KhqrGatewayMount {
  /** Below the global prefix. @default 'api/v1' */
  readonly path?: string;
  /** As of any controller: `'1'`, or Nest's VERSION_NEUTRAL. @default the application's default version */
  readonly version?: ControllerOptions['version'];
  /** The application's own for this controller: `Public()`, `UseGuards(…)`, `SkipThrottle()`. */
  readonly decorators?: readonly ClassDecorator[];
}

/** For `useClass` and `useExisting` of `registerAsync`. */
export interface KhqrGatewayOptionsFactory {
  createKhqrGatewayOptions(): Promise<KhqrGatewayOptions> | KhqrGatewayOptions;
}
