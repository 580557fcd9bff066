import type { KhqrClock } from '../clock/khqr-clock.js';
import { KhqrConfigurationError } from '../errors/khqr-configuration.error.js';
import { NAME_ACCOUNT, NAME_LANE, noLane, noSuchAccount } from '../khqr.messages.js';
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

interface Resolved {
  readonly account: Account | null;
  readonly options: AccountOptions | null;
  /** The resolver is asked again from then on, on the monotonic clock. */
  readonly staleAt: number;
}

/** How long an answer of the account resolver is used, milliseconds. */
const RESOLVED_FOR_MS = 60_000;
/** An account that nobody has named for so long, and that no open payment names, is forgotten until it is named again. */
const IDLE_MS = 600_000;

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
  private readonly configured = new Map<string, Account>();
  /** Oldest answer first. */
  private readonly resolved = new Map<string, Resolved>();
  private readonly pending = new Map<string, Promise<Account | null>>();
  private readonly users = new ProviderUsers();

  constructor(private readonly parts: AccountRegistryParts) {}

  /** Makes and starts the providers of all configured accounts. */
  async start(): Promise<readonly Account[]> {
    await this.parts.resolver?.ready?.();
    return Promise.all(
      Object.entries(this.parts.accounts).map(async ([name, options]) => {
        const account = await this.make(name, options);
        this.configured.set(name, account);
        return account;
      }),
    );
  }

  /** Whether there may be accounts that nobody has named yet. */
  get canResolve(): boolean {
    return this.parts.resolver !== null;
  }

  /** Accounts with a provider at hand now, configured or resolved. */
  known(): readonly Account[] {
    const resolved = [...this.resolved.values()].flatMap(({ account }) => account ?? []);
    return [...this.configured.values(), ...resolved];
  }

  /** Null where nobody knows the name. */
  async find(name: string): Promise<Account | null> {
    const configured = this.configured.get(name);
    if (configured) return configured;
    const known = this.resolved.get(name);
    if (known && this.parts.clock.monotonic() < known.staleAt) return known.account;
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
    const known = this.resolved.get(name);
    const staleAt = this.parts.clock.monotonic();
    if (known) this.resolved.set(name, { ...known, staleAt });
  }

  async close(): Promise<void> {
    this.configured.clear();
    this.resolved.clear();
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
    const before = this.resolved.get(name);
    let options: AccountOptions | null;
    try {
      options = await resolver.find(name);
    } catch (error) {
      // The shop's database is away: what was known goes on, since its payments do.
      if (before) return before.account;
      throw error;
    }
    if (before && sameOptions(before.options, options)) {
      this.keep(name, before.account, before.options);
      return before.account;
    }
    if (options) this.parts.check(name, options);
    const account = options ? await this.make(name, options) : null;
    this.keep(name, account, options);
    if (before?.account) this.users.remove(before.account.provider);
    return account;
  }

  private keep(name: string, account: Account | null, options: AccountOptions | null): void {
    const now = this.parts.clock.monotonic();
    this.resolved.delete(name);
    this.resolved.set(name, { account, options, staleAt: now + RESOLVED_FOR_MS });
    for (const [old, { account: idle, staleAt }] of this.resolved) {
      if (staleAt + IDLE_MS > now) return;
      this.resolved.delete(old);
      if (idle) this.users.remove(idle.provider);
    }
  }

  private async make(name: string, options: AccountOptions): Promise<Account> {
    const provider = await this.parts.createProvider(name, options);
    await this.users.add(provider);
    const { capabilities } = provider;
    const lane: unknown = provider.lane;
    if (typeof lane !== 'string' || lane === '') {
      this.users.remove(provider);
      throw new KhqrConfigurationError(noLane(name), [NAME_LANE], { account: name });
    }
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
