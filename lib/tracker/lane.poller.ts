import type { KhqrSettings } from '../khqr.options.js';
import type { Account } from '../providers/account-registry.js';
import type { PaymentStore } from '../stores/payment-store.port.js';
import type { PollClaim, PollRoute } from '../stores/poll-queue.port.js';
import type { StoreClock } from '../stores/store.clock.js';
import { batchSizeOf } from './check.caller.js';
import type { LaneGate } from './lane.gate.js';
import type { PaymentChecker } from './payment.checker.js';
import type { PollLeases } from './poll.leases.js';

/** The accounts that share one lane; never empty. */
export interface LaneGroup {
  readonly lane: string;
  readonly accounts: readonly [Account, ...Account[]];
}

/** Requests under way at once on one lane: at 500 a second that covers answers that take half a second. */
const MAX_IN_FLIGHT = 256;
/** While there is more to do than the rate allows, the queue is looked at this often, milliseconds. */
const BUSY_TICK_MS = 50;

export interface PollResult {
  /** Look again after so many milliseconds. */
  readonly waitMs: number;
  /** There was something to ask about, and the lane works. */
  readonly busy: boolean;
}

/** One look at one lane's part of the queue: takes what the rate grants, leases the most urgent payments, sends the checks. */
export class LanePoller {
  private closed = false;
  /** How many payments a request to each lane was about, last time: so many times the granted requests are leased, and up to twice. */
  private readonly fill = new Map<string, number>();

  constructor(
    private readonly store: PaymentStore,
    private readonly gate: LaneGate,
    private readonly checker: PaymentChecker,
    private readonly settings: Pick<KhqrSettings, 'tracker'>,
    private readonly leases: PollLeases,
    private readonly storeClock: StoreClock,
  ) {}

  /** From here on nothing is sent; what is being claimed just now is handed back. */
  close(): void {
    this.closed = true;
  }

  /** Sends what may be sent; does not wait for the answers. */
  async poll({ lane, accounts }: LaneGroup): Promise<PollResult> {
    const { tickMs } = this.settings.tracker;
    const [{ policy }] = accounts;
    const room = MAX_IN_FLIGHT - this.checker.inFlightOn(lane);
    if (room <= 0) return { waitMs: BUSY_TICK_MS, busy: true };
    if (this.closed) return { waitMs: tickMs, busy: false };
    const routes = accounts.map(routeOf);
    const wait = await this.untilDue(routes);
    if (wait > 0) return { waitMs: Math.min(tickMs, wait), busy: false };

    const { granted, retryInMs, mode, at } = await this.gate.take(lane, policy, 'check', room);
    if (granted === 0) {
      const waitMs = Math.min(Math.max(retryInMs, BUSY_TICK_MS), tickMs);
      return { waitMs, busy: mode === 'running' || mode === 'slow-start' };
    }
    const batch = Math.min(...accounts.map(({ provider }) => batchSizeOf(provider)));
    const limit = granted * Math.min(batch, 2 * (this.fill.get(lane) ?? batch));
    const leasing = this.leases.takeDue({ routes, limit });
    const claims = await this.gate.orGiveBack(lane, granted, leasing);
    const requests = inBatches(accounts, claims, batch);
    if (requests.length > 0) this.fill.set(lane, Math.ceil(claims.length / requests.length));
    // A request is about one account, so payments of many accounts make more requests than were granted.
    const sent = this.isClosed() ? [] : requests.slice(0, granted);
    for (const [account, part] of sent) void this.checker.check(account, part, at);
    // Only now: the store may take its time, and a lease is for sending at once.
    await this.leases.handBack(requests.slice(sent.length).flatMap(([, part]) => part));
    await this.gate.giveBack(lane, granted - sent.length);
    return { waitMs: BUSY_TICK_MS, busy: claims.length > 0 };
  }

  /** It may have been closed while the store was being waited for. */
  private isClosed(): boolean {
    return this.closed;
  }

  private async untilDue(routes: readonly PollRoute[]): Promise<number> {
    const dueAt = await this.store.nextDueAt(routes);
    return dueAt === null ? Infinity : dueAt - (await this.storeClock.now());
  }
}

function routeOf({ name, provider }: Account): PollRoute {
  return { account: name, provider: provider.name };
}

/** Requests of one account each, in the order of the queue. */
function inBatches(
  accounts: readonly Account[],
  claims: readonly PollClaim[],
  size: number,
): readonly (readonly [Account, readonly PollClaim[]])[] {
  const byName = new Map(accounts.map((account) => [account.name, account]));
  const filling = new Map<string, PollClaim[]>();
  const requests: (readonly [Account, readonly PollClaim[]])[] = [];
  for (const claim of claims) {
    const account = byName.get(claim.record.account);
    if (!account) continue;
    const part = filling.get(account.name);
    if (part && part.length < size) part.push(claim);
    else {
      const next = [claim];
      filling.set(account.name, next);
      requests.push([account, next]);
    }
  }
  return requests;
}
