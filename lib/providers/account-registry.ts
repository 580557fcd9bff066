import type { KhqrClock } from '../clock/khqr-clock.js';
import { KhqrConfigurationError } from '../errors/khqr-configuration.error.js';
import { NAME_ACCOUNT, noSuchAccount } from '../khqr.messages.js';
import type { AccountResolver } from '../khqr.options.js';
import type { LanePolicy } from '../polling/lane.js';
import type { KhqrProvider } from './khqr-provider.port.js';
import type { AccountOptions } from './provider.options.js';
import { ProviderUsers } from './provider-users.js';

/** A configured merchant, ready to be asked for. */
export interface Account {
  readonly name: string;
  readonly provider: KhqrProvider;
  readonly policy: LanePolicy;
  readonly expiresInMs: number;
  readonly onForeignClaim: 'review' | 'paid';
}

interface Entry {
  readonly account: Account | null;
  readonly options: AccountOptions | null;
  /** Resolved entries are asked for again from then on, on the monotonic clock. */
  readonly staleAt: number;
}

/** How long an answer of the account resolver is used, milliseconds. */
const RESOLVED_FOR_MS = 60_000;

/** The application's resolver as the module hands it in. */
export interface ReadyResolver extends AccountResolver {
  /** Called once at the start. @throws KhqrConfigurationError where it cannot be used */
  ready?(): Promise<void>;
}

export interface AccountRegistryParts {
  readonly accounts: Readonly<Record<string, AccountOptions>>;
  readonly resolver: ReadyResolver | null;
  readonly clock: KhqrClock;
  readonly createProvider: (name: string, options: AccountOptions) => Promise<KhqrProvider>;
  /** Throws KhqrConfigurationError where a resolver's answer cannot be used. */
  readonly check: (name: string, options: AccountOptions) => void;
}

/** Which accounts there are, and their providers: configured ones from the start, resolved ones when first named. */
export class AccountRegistry {
  private readonly entries = new Map<string, Entry>();
  private readonly pending = new Map<string, Promise<Account | null>>();
  private readonly users = new ProviderUsers();

  constructor(private readonly parts: AccountRegistryParts) {}

  /** Makes and starts the providers of all configured accounts. */
  async start(): Promise<readonly Account[]> {
    await this.parts.resolver?.ready?.();
    return Promise.all(
      Object.entries(this.parts.accounts).map(async ([name, options]) => {
        const account = await this.make(name, options);
        this.entries.set(name, { account, options, staleAt: Infinity });
        return account;
      }),
    );
  }

  /** Accounts with a provider at hand now, configured or resolved. */
  known(): readonly Account[] {
    return [...this.entries.values()].flatMap(({ account }) => account ?? []);
  }

  /** Null where nobody knows the name. */
  async find(name: string): Promise<Account | null> {
    const entry = this.entries.get(name);
    if (entry && this.parts.clock.monotonic() < entry.staleAt) return entry.account;
    const pending = this.pending.get(name) ?? this.resolve(name);
    return pending;
  }

  /** @throws KhqrConfigurationError with the accounts there are. */
  async get(name: string): Promise<Account> {
    const account = await this.find(name);
    if (account) return account;
    throw new KhqrConfigurationError(
      noSuchAccount(name, Object.keys(this.parts.accounts)),
      NAME_ACCOUNT,
    );
  }

  /** Forgets what the resolver said of this account, so that it is asked again. */
  refresh(name: string): void {
    const entry = this.entries.get(name);
    if (entry && entry.staleAt !== Infinity) this.entries.set(name, { ...entry, staleAt: 0 });
  }

  async close(): Promise<void> {
    this.entries.clear();
    await this.users.close();
  }

  private resolve(name: string): Promise<Account | null> {
    const { resolver } = this.parts;
    if (!resolver) return Promise.resolve(null);
    const promise = this.askResolver(name, resolver).finally(() => this.pending.delete(name));
    this.pending.set(name, promise);
    return promise;
  }

  private async askResolver(name: string, resolver: AccountResolver): Promise<Account | null> {
    const before = this.entries.get(name);
    let options: AccountOptions | null;
    try {
      options = await resolver.find(name);
    } catch (error) {
      // The shop's database is away: what was known goes on, since its payments do.
      if (before) return before.account;
      throw error;
    }
    const staleAt = this.parts.clock.monotonic() + RESOLVED_FOR_MS;
    if (before && sameOptions(before.options, options)) {
      this.entries.set(name, { ...before, staleAt });
      return before.account;
    }
    if (options) this.parts.check(name, options);
    const account = options ? await this.make(name, options) : null;
    this.entries.set(name, { account, options, staleAt });
    if (before?.account) this.users.remove(before.account.provider);
    return account;
  }

  private async make(name: string, options: AccountOptions): Promise<Account> {
    const provider = await this.parts.createProvider(name, options);
    await this.users.add(provider);
    const { capabilities } = provider;
    return {
      name,
      provider,
      policy: {
        ratePerSecond: options.ratePerSecond ?? capabilities.ratePerSecond,
        requestsPerDay: capabilities.requestsPerDay,
      },
      expiresInMs: options.expiresInMs ?? capabilities.expiresInMs,
      onForeignClaim: options.onForeignClaim ?? 'review',
    };
  }
}

/** Options are plain data, apart from functions and custom providers, which are compared by identity. */
function sameOptions(before: AccountOptions | null, after: AccountOptions | null): boolean {
  if (!before || !after) return before === after;
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  const read = (options: AccountOptions, key: string): unknown =>
    (options as unknown as Readonly<Record<string, unknown>>)[key];
  return [...keys].every((key) => {
    const [was, is] = [read(before, key), read(after, key)];
    if (key === 'provider' || typeof was === 'function') return was === is;
    return was === is || JSON.stringify(was) === JSON.stringify(is);
  });
}
