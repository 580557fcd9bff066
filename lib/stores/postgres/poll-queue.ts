import type { ReferenceKey } from '../payment-rows.port.js';
import type { ClaimDueRequest, PollClaim, PollRelease, PollRoute } from '../poll-queue.port.js';
import type { Dialect } from '../sql/dialect.js';
import { toRecord } from '../sql/payment.codec.js';
import { distinctRoutes, pollQueries, type PollQueries } from '../sql/poll.queries.js';
import type { Row } from '../sql/row.codec.js';
import { Coalescer } from './coalescer.js';
import { pollStatements, type PollStatements } from './poll-queue.sql.js';
import type { PostgresConnection } from './postgres.connection.js';

/** The queue of payments to ask about. */
export class PostgresPollQueue {
  readonly #read: PollQueries;
  readonly #write: PollStatements;
  /** Answers come one by one, and each would otherwise wait for the disk by itself. */
  readonly #releases = new Coalescer(async (calls: readonly (readonly PollRelease[])[]) => {
    await this.connection.query(this.#write.release, [calls.flat().map(toReleaseRow)]);
  });

  constructor(
    private readonly connection: PostgresConnection,
    dialect: Dialect,
  ) {
    this.#read = pollQueries(dialect);
    this.#write = pollStatements(dialect);
  }

  async claimDue({
    routes,
    owner,
    limit,
    leaseMs,
  }: ClaimDueRequest): Promise<readonly PollClaim[]> {
    if (routes.length === 0 || limit <= 0) return [];
    const values = [distinctRoutes(routes), owner, limit, leaseMs];
    return (await this.connection.query(this.#write.claimDue, values)).map(toClaim);
  }

  async claimOne(id: string, owner: string, leaseMs: number): Promise<PollClaim | null> {
    const [row] = await this.connection.query(this.#write.claimOne, [id, owner, leaseMs]);
    return row ? toClaim(row) : null;
  }

  async release(releases: readonly PollRelease[]): Promise<void> {
    if (releases.length === 0) return;
    await this.#releases.add(releases);
  }

  async nextDueAt(routes: readonly PollRoute[]): Promise<number | null> {
    const [row] = await this.connection.query(this.#write.nextDueAt, [distinctRoutes(routes)]);
    return (row?.at as number | null | undefined) ?? null;
  }

  async openRoutes(): Promise<readonly PollRoute[]> {
    const rows = await this.connection.query(this.#read.openRoutes);
    return rows.map(({ account, provider }) => ({
      account: String(account),
      provider: String(provider),
    }));
  }

  async findStale(expiredBefore: number, limit: number): Promise<readonly ReferenceKey[]> {
    const rows = await this.connection.query(this.#read.findStale, [expiredBefore, limit]);
    return rows.map(({ account, reference }) => ({
      account: String(account),
      reference: String(reference),
    }));
  }

  async markWatched(id: string, until: number): Promise<void> {
    await this.connection.query(this.#read.markWatched, [id, until]);
  }

  async countPending(): Promise<number> {
    const [row] = await this.connection.query(this.#read.countPending);
    return Number(row?.count);
  }
}

function toReleaseRow({
  id,
  epoch,
  dueAt,
  unpaidAt,
  inDoubt,
  strikes,
  keepsLease,
}: PollRelease): Row {
  const row = { id, epoch, due_at: dueAt, unpaid_at: unpaidAt, in_doubt: inDoubt, strikes };
  return { ...row, keeps_lease: keepsLease === true };
}

function toClaim(row: Row): PollClaim {
  return { record: toRecord(row), inDoubtBefore: Boolean(row.in_doubt_before) };
}
