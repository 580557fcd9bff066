import type { PaymentRecord } from '../payment/payment-record.js';
import type { ReferenceKey } from './payment-rows.port.js';

/** A payment stays with the account and the provider that made it; both must match for it to be asked about. */
export interface PollRoute {
  readonly account: string;
  readonly provider: string;
}

export interface ClaimDueRequest {
  readonly routes: readonly PollRoute[];
  /** Unique to this process. */
  readonly owner: string;
  readonly limit: number;
  /** Milliseconds from now, on the store's clock. */
  readonly leaseMs: number;
}

export interface PollClaim {
  /** As it is after the claim: with the new lease and epoch. */
  readonly record: PaymentRecord;
  /** An earlier check was begun and its answer never came: "already claimed" may be our own claim. */
  readonly inDoubtBefore: boolean;
}

/** Ends a lease whose answer was "not paid": the payment goes back into the queue. */
export interface PollRelease {
  readonly id: string;
  readonly epoch: number;
  readonly dueAt: number | null;
  readonly unpaidAt: number | null;
  readonly inDoubt: boolean;
  readonly strikes: number;
  /** The lease runs on to its end, since the request may still be on its way. @default false */
  readonly keepsLease?: boolean;
}

/** The queue of payments to ask about. A payment is in it while its `dueAt` is not null. */
export interface PollQueue {
  /**
   * Leases the payments that have been due longest: `dueAt` ≤ now, no lease running, of one of the routes, smallest `dueAt` first.
   * Durable before it returns, since the lease is the written intent to ask: owner and end are set, `epoch` grows by one,
   * `inDoubt` becomes true. Two claimers never get the same payment.
   */
  claimDue(request: ClaimDueRequest): Promise<readonly PollClaim[]>;

  /** The same for one payment, whatever its `dueAt`; null while somebody else holds it or when it has no md5. */
  claimOne(id: string, owner: string, leaseMs: number): Promise<PollClaim | null>;

  /** For each: writes the fields where `epoch` is still current, and ends the lease; stale ones are ignored. */
  release(releases: readonly PollRelease[]): Promise<void>;

  /** The smallest `dueAt` of these routes among payments without a running lease (or the end of such a lease); null when the queue is empty. */
  nextDueAt(routes: readonly PollRoute[]): Promise<number | null>;

  /** Every route that has something in the queue, or a CREATING payment. */
  openRoutes(): Promise<readonly PollRoute[]>;

  /**
   * References with an attempt that needs a look although no answer about it arrives, at most `limit`:
   * CREATING with a lease that ended before now, or PENDING, not yet raised as unresolved, and expired before `expiredBefore`.
   */
  findStale(expiredBefore: number, limit: number): Promise<readonly ReferenceKey[]>;

  /** Moves `watchedUntil` forward, never back. */
  markWatched(id: string, until: number): Promise<void>;

  /** How many are in the queue. */
  countPending(): Promise<number>;
}
