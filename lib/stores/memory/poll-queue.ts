import type { ReferenceKey } from '../payment-rows.port.js';
import type { ClaimDueRequest, PollClaim, PollRelease, PollRoute } from '../poll-queue.port.js';
import { earliest, LeaseQueue, takeDue } from './lease-queue.js';
import { heapNode, MinHeap } from './min-heap.js';
import type { PaymentTable } from './payment-table.js';
import { fromStored, type PaymentEntry } from './stored-payment.js';

interface RouteQueue {
  readonly route: PollRoute;
  readonly queue: LeaseQueue<PaymentEntry>;
  /** CREATING payments of this route. */
  creating: number;
}

/** Who is to be asked about, by route; and who may need a look although no answer comes. */
export class MemoryPollQueue {
  /** provider → account. Routes without anything are dropped, so there are only as many as are in use. */
  readonly #routes = new Map<string, Map<string, RouteQueue>>();
  /** CREATING, by the end of the lease. */
  readonly #creating = new MinHeap<PaymentEntry>();
  /** PENDING and not yet raised as unresolved, by the end of the code. */
  readonly #expiring = new MinHeap<PaymentEntry>();

  constructor(private readonly table: PaymentTable) {}

  /** To be called after every change of a record. */
  place(entry: PaymentEntry): void {
    const { stored } = entry;
    const route = this.#route(stored);
    if (stored.dueAt !== null) route.queue.put((entry.queued ??= heapNode(entry)));
    else if (entry.queued) {
      route.queue.remove(entry.queued);
      entry.queued = null;
    }
    if (entry.aging) {
      if (this.#creating.remove(entry.aging)) route.creating -= 1;
      this.#expiring.remove(entry.aging);
    }
    if (stored.status === 'CREATING') {
      route.creating += 1;
      this.#creating.put((entry.aging ??= heapNode(entry)), stored.leaseUntil);
    } else if (stored.status === 'PENDING' && !stored.unresolvedRaised) {
      this.#expiring.put((entry.aging ??= heapNode(entry)), stored.expiresAt);
    } else entry.aging = null;
    if (route.queue.size + route.creating === 0) this.#drop(route.route);
  }

  /** The payment is being removed. */
  remove(entry: PaymentEntry): void {
    entry.stored = { ...entry.stored, status: 'FAILED', dueAt: null };
    this.place(entry);
  }

  claimDue({ routes, owner, limit, leaseMs }: ClaimDueRequest, now: number): readonly PollClaim[] {
    const claims: PollClaim[] = [];
    takeDue(this.#queues(routes), now, limit, (entry) => {
      claims.push(this.#claim(entry, owner, now + leaseMs));
    });
    return claims;
  }

  claimOne(id: string, owner: string, leaseMs: number, now: number): PollClaim | null {
    const entry = this.table.byId(id);
    if (!entry || entry.stored.md5 === null || entry.stored.leaseUntil > now) return null;
    return this.#claim(entry, owner, now + leaseMs);
  }

  release(releases: readonly PollRelease[]): void {
    for (const { id, epoch, dueAt, unpaidAt, inDoubt, strikes, keepsLease = false } of releases) {
      const entry = this.table.byId(id);
      if (entry?.stored.epoch !== epoch) continue;
      const { stored } = entry;
      stored.dueAt = dueAt;
      stored.unpaidAt = unpaidAt;
      stored.inDoubt = inDoubt;
      stored.strikes = strikes;
      if (!keepsLease) {
        stored.leaseOwner = null;
        stored.leaseUntil = 0;
      }
      this.place(entry);
    }
  }

  nextDueAt(routes: readonly PollRoute[], now: number): number | null {
    return earliest(this.#queues(routes), now);
  }

  openRoutes(): readonly PollRoute[] {
    return this.#all().map(({ route }) => ({ ...route }));
  }

  findStale(expiredBefore: number, limit: number, now: number): readonly ReferenceKey[] {
    const found = new Map<PaymentEntry, ReferenceKey>();
    const look = (
      entries: Iterable<PaymentEntry>,
      isStale: (entry: PaymentEntry) => boolean = () => true,
    ): void => {
      for (const entry of entries) {
        if (found.size >= limit) return;
        if (!isStale(entry)) continue;
        // Several attempts of one reference are one answer: its first attempt stands for it.
        const [first = entry] = this.table.byReference(entry.stored);
        const { account, reference } = entry.stored;
        found.set(first, { account, reference });
      }
    };
    look(this.#creating.values((leaseUntil) => leaseUntil <= now));
    look(
      this.#expiring.values((expiresAt) => expiresAt < expiredBefore),
      // Where its end is on another clock, somebody may have answered since.
      ({ stored }) => (stored.unpaidAt ?? 0) < expiredBefore,
    );
    return [...found.values()];
  }

  markWatched(id: string, until: number): void {
    const entry = this.table.byId(id);
    if (!entry || entry.stored.watchedUntil >= until) return;
    entry.stored.watchedUntil = until;
  }

  countPending(): number {
    return this.#all().reduce((sum, { queue }) => sum + queue.size, 0);
  }

  #claim(entry: PaymentEntry, owner: string, leaseUntil: number): PollClaim {
    const { stored } = entry;
    const inDoubtBefore = stored.inDoubt;
    stored.leaseOwner = owner;
    stored.leaseUntil = leaseUntil;
    stored.epoch += 1;
    stored.inDoubt = true;
    this.place(entry);
    return { record: fromStored(stored), inDoubtBefore };
  }

  #all(): readonly RouteQueue[] {
    return [...this.#routes.values()].flatMap((accounts) => [...accounts.values()]);
  }

  *#queues(routes: readonly PollRoute[]): Generator<LeaseQueue<PaymentEntry>> {
    for (const { account, provider } of routes) {
      const found = this.#routes.get(provider)?.get(account);
      if (found) yield found.queue;
    }
  }

  #route({ account, provider }: PollRoute): RouteQueue {
    let accounts = this.#routes.get(provider);
    if (!accounts) this.#routes.set(provider, (accounts = new Map<string, RouteQueue>()));
    let found = accounts.get(account);
    if (!found) {
      found = { route: { account, provider }, queue: new LeaseQueue(asLeasable), creating: 0 };
      accounts.set(account, found);
    }
    return found;
  }

  #drop({ account, provider }: PollRoute): void {
    const accounts = this.#routes.get(provider);
    accounts?.delete(account);
    if (accounts?.size === 0) this.#routes.delete(provider);
  }
}

function asLeasable({ stored }: PaymentEntry): { dueAt: number; leaseUntil: number } {
  return { dueAt: stored.dueAt ?? Infinity, leaseUntil: stored.leaseUntil };
}
