import { atMost } from '../clock/at-most.js';
import type { KhqrClock } from '../clock/khqr-clock.js';
import { KhqrConfigurationError } from '../errors/khqr-configuration.error.js';
import type { Account, AccountRegistry } from '../providers/account-registry.js';
import type { PaymentStore } from '../stores/payment-store.port.js';
import type { PollRoute } from '../stores/poll-queue.port.js';
import type { LaneGroup } from './lane.poller.js';

export interface DirectoryHooks {
  /** A payment waits whose account nobody configures (any more), or with another provider; or with options that cannot be used, which `reason` says. */
  readonly routeMissing: (route: PollRoute, reason: string | null) => void;
  /** The application's resolver threw; it is asked again at the next look. */
  readonly failed: (error: unknown) => void;
}

/** How often the store is asked whose payments wait, milliseconds: their accounts may have to be resolved. */
const LOOK_MS = 5000;
/** Where all accounts are configured, and only a payment of none of them can be found. */
const SELDOM_MS = 60_000;
/** An account resolver that takes longer is not waited for: the other accounts have payments too. */
const RESOLVE_MS = 500;

/** Which accounts have payments to ask about, gathered by lane. A payment is never asked about with another account or provider than its own. */
export class LaneDirectory {
  private readonly missing = new Set<string>();
  private readonly asking = new Set<string>();
  private nextLookAt = 0;

  constructor(
    private readonly store: PaymentStore,
    private readonly accounts: AccountRegistry,
    private readonly clock: KhqrClock,
    private readonly hooks: DirectoryHooks,
  ) {}

  /** Without asking whether there are more. */
  current(): readonly LaneGroup[] {
    return byLane(this.accounts.known());
  }

  async groups(): Promise<readonly LaneGroup[]> {
    if (this.clock.monotonic() >= this.nextLookAt) {
      this.nextLookAt = this.clock.monotonic() + (this.accounts.canResolve ? LOOK_MS : SELDOM_MS);
      const routes = await this.store.openRoutes();
      const looks = routes.map((route) => this.look(route));
      await atMost(this.clock, RESOLVE_MS, Promise.all(looks));
    }
    return this.current();
  }

  /** Never rejects. */
  private async look(route: PollRoute): Promise<void> {
    const key = `${route.account} ${route.provider}`;
    // Still being asked for since an earlier look.
    if (this.asking.has(key)) return;
    this.asking.add(key);
    try {
      const account = await this.accounts.find(route.account);
      if (account?.provider.name === route.provider) this.missing.delete(key);
      else this.miss(key, route, null);
    } catch (error) {
      if (error instanceof KhqrConfigurationError) this.miss(key, route, error.message);
      else this.hooks.failed(error);
    } finally {
      this.asking.delete(key);
    }
  }

  private miss(key: string, route: PollRoute, reason: string | null): void {
    if (this.missing.has(key)) return;
    this.missing.add(key);
    this.hooks.routeMissing(route, reason);
  }
}

function byLane(accounts: readonly Account[]): readonly LaneGroup[] {
  const groups = new Map<string, [Account, ...Account[]]>();
  for (const account of accounts) {
    const group = groups.get(account.provider.lane);
    if (group) group.push(account);
    else groups.set(account.provider.lane, [account]);
  }
  return [...groups].map(([lane, members]) => ({ lane, accounts: members }));
}
