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

/** Renews the National Bank's token, which lives 90 days, by itself. */
export interface BakongTokenOptions {
  /** The address that the token was registered with. */
  readonly email: string;
  /** Keep the new token where the old one came from; its failure is logged, and this process uses the new token all the same. */
  readonly onRenewed: (token: string) => void | Promise<void>;
}

/** Texts for the additional data of every code, each at most 25 characters. */
export interface BakongEmvOptions {
  readonly storeLabel?: string;
  readonly terminalLabel?: string;
  readonly purpose?: string;
}

/** What the payer's banking app shows of the application that a deeplink came from. */
export interface BakongAppOptions {
  readonly name: string;
  readonly iconUrl: string;
  /** Where the banking app goes when it is done. */
  readonly callbackUrl: string;
}

/** The National Bank of Cambodia's Bakong Open API, without a middleman: codes are made here, the API is asked whether they were paid. */
export interface BakongOptions extends CommonAccountOptions {
  readonly provider: 'bakong';
  /** The token (a JWT) that the bank has sent. A function is asked again when the token ends or is refused: with several replicas, read it from where `token.onRenewed` writes it. */
  readonly apiKey: Credential;
  /** The account that is paid, `name@bank`, at most 32 characters. */
  readonly bakongId: string;
  /** Shown to the payer; at most 25 characters. */
  readonly merchantName: string;
  /** At most 15 characters. @default 'Phnom Penh' */
  readonly merchantCity?: string;
  /** Makes the codes a merchant's instead of an individual's, and needs `acquiringBank`; not used for another `payee`. At most 32 characters. */
  readonly merchantId?: string;
  /** At most 32 characters. */
  readonly acquiringBank?: string;
  /** `sit` is the bank's test system. @default 'production' */
  readonly environment?: 'production' | 'sit';
  /** @default 'https://api-bakong.nbc.gov.kh', and 'https://sit-api-bakong.nbc.gov.kh' for `sit` */
  readonly baseUrl?: string;
  /** An HTTP proxy in Cambodia (`http://user:password@host:port`): the API refuses addresses from elsewhere. @default none */
  readonly proxyUrl?: string;
  /** @default the token is not renewed */
  readonly token?: BakongTokenOptions;
  /** Requests a day that the token allows; null for a tier without such a limit. @default 100, the free tier's */
  readonly dailyQuota?: number | null;
  /** Checkouts a day that share the quota: each may cost `dailyQuota / expectedCheckouts` checks. @default 15, which makes 6 checks of 100 requests and leaves 10 */
  readonly expectedCheckouts?: number;
  readonly emv?: BakongEmvOptions;
  /** Sent with `getDeeplink`. @default nothing */
  readonly app?: BakongAppOptions;
  /** Ask at boot whether the account exists, and refuse to start where it does not. Costs one request of the quota. @default false */
  readonly checkAccountAtBoot?: boolean;
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
  ApikhqrOptions | BakongOnlineOptions | BakongOptions | SandboxOptions | CustomProviderOptions;
