import { Elapsed } from '../clock/elapsed.js';
import type { KhqrClock } from '../clock/khqr-clock.js';
import type { PaymentStore } from '../stores/payment-store.port.js';
import type { ClaimDueRequest, PollClaim } from '../stores/poll-queue.port.js';

/** A request and its answer take at most so long, milliseconds: what a provider is given, see `answerInTime`. */
const REQUEST_MS = 12_000;
/** Leases in production are longer than that, milliseconds. */
const LEAST_REAL_MS = 10_000;
const SHORTEST_MS = 500;

/**
 * Leases payments for checks that are sent at once. A process that stood still, or a store that answered late, leaves a
 * lease that is about to end: a request sent under it could reach the provider beside the next holder's and claim the
 * payment unseen. Such leases are handed back unused.
 */
export class PollLeases {
  constructor(
    private readonly store: PaymentStore,
    private readonly clock: KhqrClock,
    private readonly owner: string,
    private readonly leaseMs: number,
  ) {}

  /** The payments that have been due longest. */
  takeDue(request: Pick<ClaimDueRequest, 'routes' | 'limit'>): Promise<readonly PollClaim[]> {
    const { store, owner, leaseMs } = this;
    return this.inTime(() => store.claimDue({ ...request, owner, leaseMs }));
  }

  /** Null where it is held by somebody else. */
  async takeOne(id: string): Promise<PollClaim | null> {
    const { store, owner, leaseMs } = this;
    const [claim = null] = await this.inTime(async () => {
      const one = await store.claimOne(id, owner, leaseMs);
      return one ? [one] : [];
    });
    return claim;
  }

  /** Ends leases under which nothing was sent: as they were before. */
  async handBack(claims: readonly PollClaim[]): Promise<void> {
    if (claims.length === 0) return;
    const releases = claims.map(({ record, inDoubtBefore }) => {
      const { id, epoch, dueAt, unpaidAt, strikes } = record;
      return { id, epoch, dueAt, unpaidAt, strikes, inDoubt: inDoubtBefore };
    });
    await this.store.release(releases);
  }

  /** What a lease has beyond its request, and a moment where that is nothing; half of one as short as tests have it. */
  private get sendWithin(): number {
    const { leaseMs } = this;
    return leaseMs > LEAST_REAL_MS ? Math.max(leaseMs - REQUEST_MS, SHORTEST_MS) : leaseMs / 2;
  }

  private async inTime(claim: () => Promise<readonly PollClaim[]>): Promise<readonly PollClaim[]> {
    const elapsed = new Elapsed(this.clock);
    const claims = await claim();
    if (elapsed.ms <= this.sendWithin) return claims;
    await this.handBack(claims);
    return [];
  }
}
