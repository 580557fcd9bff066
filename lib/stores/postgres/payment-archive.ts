import type { HistoryEntry } from '../../payment/decision.js';
import type { PaymentStatus } from '../../payment/payment-status.js';
import type { PaymentFilter, PaymentPage, ReferenceKey } from '../payment-rows.port.js';
import {
  archiveQueries,
  listPaymentsQuery,
  toHistory,
  toPage,
  type ArchiveQueries,
} from '../sql/archive.queries.js';
import type { Dialect } from '../sql/dialect.js';
import { walkToPrune } from '../sql/prune.walk.js';
import type { PostgresPaymentRows } from './payment-rows.js';
import type { PostgresConnection, Transaction } from './postgres.connection.js';
import type { PostgresLocks } from './postgres.locks.js';

/** Looks through all payments, and removes some. */
export class PostgresPaymentArchive {
  readonly #sql: ArchiveQueries;

  constructor(
    private readonly connection: PostgresConnection,
    private readonly locks: PostgresLocks,
    private readonly rows: PostgresPaymentRows,
    private readonly dialect: Dialect,
  ) {
    this.#sql = archiveQueries(dialect);
  }

  async list(filter: PaymentFilter, limit: number, cursor: string | null): Promise<PaymentPage> {
    const { text, values } = listPaymentsQuery(this.dialect, filter, limit, cursor);
    return toPage(await this.connection.query(text, values), limit);
  }

  async history(id: string): Promise<readonly HistoryEntry[]> {
    return (await this.connection.query(this.#sql.history, [id])).map(toHistory);
  }

  async prune(createdBefore: number, statuses: readonly PaymentStatus[]): Promise<number> {
    return walkToPrune(
      statuses,
      ({ createdAt, id }, limit) =>
        this.connection.query(this.#sql.window, [createdBefore, createdAt, id, limit]),
      (ids) => this.#prune(createdBefore, statuses, ids),
    );
  }

  async forget(key: ReferenceKey): Promise<number> {
    const locks = [this.locks.group(key), this.locks.handlersRead()];
    return this.connection.transaction(locks, async (transaction) => {
      const attempts = await this.rows.attempts(key, transaction);
      return this.#remove(
        transaction,
        attempts.map(({ id }) => id),
      );
    });
  }

  async #prune(
    createdBefore: number,
    statuses: readonly PaymentStatus[],
    ids: readonly string[],
  ): Promise<number> {
    // No handler may be given an event while it goes; and what somebody is asking about now can go another day.
    const locks = [this.locks.handlersRead()];
    const { prunable } = this.#sql;
    return this.connection.transaction(locks, async (transaction) => {
      const found = await transaction.query(`${prunable} FOR UPDATE OF p, q SKIP LOCKED`, [
        createdBefore,
        statuses,
        ids,
      ]);
      // What was found may have changed before it was locked, and the first statement sees half of that: a payment that has
      // just become PAID must not go. Nothing of those that are locked changes any more, so now they are looked at again.
      const locked = found.map(({ id }) => id);
      const still = await transaction.query(prunable, [createdBefore, statuses, locked]);
      return this.#remove(
        transaction,
        still.map(({ id }) => id),
      );
    });
  }

  async #remove(transaction: Transaction, ids: readonly unknown[]): Promise<number> {
    if (ids.length > 0) for (const sql of this.#sql.removals) await transaction.query(sql, [ids]);
    return ids.length;
  }
}
