import type { Currency } from '../payment/money.js';
import type { KhqrProvider } from './khqr-provider.port.js';

/**
 * A secret: its text, or a function that is asked at the start and again after the provider has refused it (401).
 * `undefined` compiles, so that `process.env.X` can be written, and is refused at boot.
 */
export type Credential = string | undefined | (() => Promise<string>);

/** What every account may say, whatever its provider. */
export interface CommonAccountOptions {
  /** Requests a second to the provider, all replicas together. @default the provider's, else found out */
  readonly ratePerSecond?: number;
  /** Milliseconds that a code lives, where the expiry is ours. @default 300000 (5 minutes, as both providers' documents say) */
  readonly expiresInMs?: number;
  /** What "already claimed" means when no answer of ours was lost: somebody else has the key. @default 'review' */
  readonly onForeignClaim?: 'review' | 'paid';
}

/** khqrapi.com, REST API v1. */
export interface ApikhqrOptions extends CommonAccountOptions {
  readonly provider: 'apikhqr';
  /** `sk_live_…`, from the dashboard. */
  readonly apiKey: Credential;
  /** @default 'https://www.khqrapi.com/api/v1' */
  readonly baseUrl?: string;
}

export interface BakongOnlinePaths {
  /** @default '/khqr/create' */
  readonly create?: string;
  /** @default '/check_by_md5' */
  readonly checkByMd5?: string;
  /** `:tran` is replaced. @default '/khqr/check/:tran' */
  readonly checkByTran?: string;
  /** `:tran` is replaced. @default '/khqr/qr/:tran' */
  readonly image?: string;
}

/** api.bakong-api.online ("Fluid Payments"). It needs no key: the public Bakong account is the authorization. */
export interface BakongOnlineOptions extends CommonAccountOptions {
  readonly provider: 'bakong-online';
  /** The account that is paid, `name@bank`. */
  readonly bakongId: string;
  /** Shown to the payer. */
  readonly merchantName: string;
  /** Kept by the provider with the transaction. @default not sent (the provider then writes `unknown_user`) */
  readonly username?:
    string | ((input: { readonly reference: string; readonly note: string | null }) => string);
  /** Which id is asked about. @default 'md5' */
  readonly checkBy?: 'md5' | 'tran';
  /** @default 'https://api.bakong-api.online' */
  readonly baseUrl?: string;
  readonly paths?: BakongOnlinePaths;
  /** What may be asked for. KHR works only where the service says so. @default ['USD'] */
  readonly currencies?: readonly Currency[];
}

/** The simulated bank in this process: for development, demonstrations and tests. */
export interface SandboxOptions extends CommonAccountOptions {
  readonly provider: 'sandbox';
  /** Every code is paid this many milliseconds after it was made. @default never */
  readonly autoPayMs?: number;
  /** The sandbox gives goods away; with NODE_ENV=production it is refused unless this is true. @default false */
  readonly allowInProduction?: boolean;
}

/** A provider of your own. */
export interface CustomProviderOptions extends CommonAccountOptions {
  readonly provider: KhqrProvider;
}

/** One merchant account, discriminated by `provider`. */
export type AccountOptions =
  ApikhqrOptions | BakongOnlineOptions | SandboxOptions | CustomProviderOptions;
