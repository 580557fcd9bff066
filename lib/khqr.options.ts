import type { Type } from '@nestjs/common';
import type { AccountOptions } from './providers/provider.options.js';
import type { PaymentStore } from './stores/payment-store.port.js';

export type {
  AccountOptions,
  ApikhqrOptions,
  BakongAppOptions,
  BakongEmvOptions,
  BakongOnlineOptions,
  BakongOnlinePaths,
  BakongOptions,
  BakongTokenOptions,
  CommonAccountOptions,
  Credential,
  CustomProviderOptions,
  SandboxOptions,
} from './providers/provider.options.js';

export interface TrackerOptions {
  /** Whether this process asks providers about pending payments. @default true */
  readonly enabled?: boolean;
  /** The longest time between two looks at the queue, milliseconds. @default 1000 */
  readonly tickMs?: number;
  /** The least time between two checks of one payment, milliseconds. @default 3000 (the providers' documents: "every 3–5 seconds") */
  readonly gapMs?: number;
  /** A "not paid" ends a payment only this long after the code's end, milliseconds. @default 15000 */
  readonly expiryGraceMs?: number;
  /** How long a payment is held for one check, milliseconds; above the request's deadline of 10 s. @default 30000 */
  readonly leaseMs?: number;
  /**
   * Where money that the provider has reported is kept over a restart when the store does not take it before the process
   * ends; written with mode 0600, only then, and only with a durable store. Each process adds
   * a mark of its own to the name, so that several may share it. @default 'khqr-in-hand.json', in the working directory
   */
  readonly spillFile?: string;
}

export interface DeliveryOptions {
  /** Whether this process runs its handlers. @default true */
  readonly enabled?: boolean;
  /** The wait after each failed run, milliseconds; after the last one a dead letter. @default 5 s, 30 s, 2 min … for 3 days */
  readonly retryDelaysMs?: readonly number[];
  /** The time limit of one run, milliseconds. @default 30000 */
  readonly timeoutMs?: number;
  /** How long after the last code's end `@OnPaymentExpired` waits, milliseconds. @default 0 */
  readonly releaseAfterMs?: number;
}

/** Merchants kept elsewhere, in a database for example. */
export interface AccountResolver {
  /** The account's options, or null where there is no such account (any more). Answers are kept for 60 s. */
  find(name: string): Promise<AccountOptions | null>;
}

interface SharedOptions {
  /** Further merchants, by name. */
  readonly accounts?: Readonly<Record<string, AccountOptions>>;
  /** An object, or an injectable class. */
  readonly accountResolver?: AccountResolver | Type<AccountResolver>;
  /** Where payments live. @default new MemoryPaymentStore() */
  readonly store?: PaymentStore;
  readonly tracker?: TrackerOptions;
  readonly delivery?: DeliveryOptions;
}

/** Either one account, discriminated by `provider`, or `accounts` and `accountResolver`, or both. */
export type KhqrModuleOptions =
  (AccountOptions & SharedOptions) | (SharedOptions & { readonly provider?: undefined });

/** For `forRootAsync({ useClass })` and `useExisting`. */
export interface KhqrOptionsFactory {
  createKhqrOptions(): KhqrModuleOptions | Promise<KhqrModuleOptions>;
}

export interface KhqrModuleExtras {
  /** Visible everywhere without a further import. @default true */
  isGlobal?: boolean;
}

/** Options with every default filled in. */
export interface KhqrSettings {
  readonly accounts: Readonly<Record<string, AccountOptions>>;
  readonly accountResolver: AccountResolver | Type<AccountResolver> | null;
  readonly store: PaymentStore;
  readonly tracker: Required<TrackerOptions>;
  readonly delivery: Required<DeliveryOptions>;
}
