import type { PaymentRecord } from '../../payment/payment-record.js';
import type { ReferenceKey } from '../payment-rows.port.js';
import type { ClaimDueRequest, PollClaim, PollRelease, PollRoute } from '../poll-queue.port.js';
import type { Dialect } from '../sql/dialect.js';
import { toRecord } from '../sql/payment.codec.js';
import { distinctRoutes, pollQueries, type PollQueries } from '../sql/poll.queries.js';
import { pollStatements, type PollStatements } from './poll-queue.sql.js';
import type { SqliteConnection } from './sqlite.connection.js';

/** The queue of payments to ask about. What writes must be called inside a transaction. */
export class SqlitePollQueue {
  readonly #read: PollQueries;
  readonly #write: PollStatements;

  constructor(
    private readonly connection: SqliteConnection,
    dialect: Dialect,
  ) {
    this.#read = pollQueries(dialect);
    this.#write = pollStatements(dialect);
  }

  claimDue({ routes, owner, limit, leaseMs }: ClaimDueRequest, now: number): readonly PollClaim[] {
    const due = distinctRoutes(routes).flatMap(({ account, provider }) =>
      this.connection
        .all(this.#write.due, [account, provider, now, Math.max(0, limit)])
        .map(toRecord),
    );
    due.sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0));
    return due.slice(0, limit).map((record) => this.#claim(record, owner, now + leaseMs));
  }

  claimOne(id: string, owner: string, leaseMs: number, now: number): PollClaim | null {
    const row = this.connection.get(this.#write.free, [id, now]);
    return row ? this.#claim(toRecord(row), owner, now + leaseMs) : null;
  }

  release(releases: readonly PollRelease[]): void {
    for (const { id, epoch, dueAt, unpaidAt, inDoubt, strikes, keepsLease = false } of releases) {
      const values = [id, epoch, dueAt, unpaidAt, inDoubt, strikes, keepsLease];
      this.connection.run(this.#write.release, values);
    }
  }

  /**
   * Rows with a running lease that are due before the first free one are as many as checks are in flight, so this looks at no
   * more than those and one row of each route. A lease that ends later than the first free row is due changes nothing.
   */
  nextDueAt(routes: readonly PollRoute[], now: number): number | null {
    let first: number | null = null;
    for (const { account, provider } of routes) {
      const free = this.#at(this.#write.firstFree, [account, provider, now]);
      const leased = this.#at(this.#write.firstLeased, [
        account,
        provider,
        now,
        free ?? Number.MAX_SAFE_INTEGER,
      ]);
      first = earlier(first, earlier(free, leased));
    }
    return first;
  }

  openRoutes(): readonly PollRoute[] {
    return this.connection
      .all(this.#read.openRoutes)
      .map(({ account, provider }) => ({ account: String(account), provider: String(provider) }));
  }

  findStale(expiredBefore: number, limit: number, now: number): readonly ReferenceKey[] {
    return this.connection
      .all(this.#read.findStale, [expiredBefore, limit, now])
      .map(({ account, reference }) => ({
        account: String(account),
        reference: String(reference),
      }));
  }

  markWatched(id: string, until: number): void {
    this.connection.run(this.#read.markWatched, [id, until]);
  }

  countPending(): number {
    return Number(this.connection.get(this.#read.countPending)?.count);
  }

  #at(statement: string, values: readonly unknown[]): number | null {
    return (this.connection.get(statement, values)?.at as number | null | undefined) ?? null;
  }

  #claim(record: PaymentRecord, leaseOwner: string, leaseUntil: number): PollClaim {
    const epoch = record.epoch + 1;
    this.connection.run(this.#write.lease, [record.id, leaseOwner, leaseUntil, epoch]);
    const leased = { ...record, leaseOwner, leaseUntil, epoch, inDoubt: true };
    return { record: leased, inDoubtBefore: record.inDoubt };
  }
}

function earlier(one: number | null, other: number | null): number | null {
  return one === null || (other !== null && other < one) ? other : one;
}
