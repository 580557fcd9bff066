import type { KhqrClock } from '../clock/khqr-clock.js';
import type { Account, AccountRegistry } from '../providers/account-registry.js';
import type { PaymentStore } from '../stores/payment-store.port.js';
import type { PollRoute } from '../stores/poll-queue.port.js';
import { routeOf, type LaneGroup } from './lane.poller.js';

/** A payment waits whose account nobody configures (any more), or with another provider. */
export type RouteMissing = (route: PollRoute) => void;

/** How often the store is asked whose payments wait, milliseconds. */
const LOOK_MS = 5000;

/** Which accounts have payments to ask about, gathered by lane. A payment is never asked about with another account or provider than its own. */
export class LaneDirectory {
  private groupsNow: readonly LaneGroup[] = [];
  private readonly missing = new Set<string>();
  private nextLookAt = 0;

  constructor(
    private readonly store: PaymentStore,
    private readonly accounts: AccountRegistry,
    private readonly clock: KhqrClock,
    private readonly routeMissing: RouteMissing,
  ) {}

  current(): readonly LaneGroup[] {
    return this.groupsNow;
  }

  async groups(): Promise<readonly LaneGroup[]> {
    if (this.clock.monotonic() >= this.nextLookAt) {
      this.nextLookAt = this.clock.monotonic() + LOOK_MS;
      for (const route of await this.store.openRoutes()) await this.look(route);
    }
    this.groupsNow = byLane(this.accounts.known());
    return this.groupsNow;
  }

  private async look(route: PollRoute): Promise<void> {
    const account = await this.accounts.find(route.account).catch(() => null);
    const key = `${route.account} ${route.provider}`;
    if (account && routeOf(account).provider === route.provider) {
      this.missing.delete(key);
    } else if (!this.missing.has(key)) {
      this.missing.add(key);
      this.routeMissing(route);
    }
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
