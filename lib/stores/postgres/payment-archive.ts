import type { HistoryEntry } from '../../payment/decision.js';
import type { PaymentStatus } from '../../payment/payment-status.js';
import type { PaymentFilter, PaymentPage, ReferenceKey } from '../payment-rows.port.js';
import {
  archiveQueries,
  listPaymentsQuery,
  PRUNE_AT_ONCE,
  toHistory,
  toPage,
  type ArchiveQueries,
} from '../sql/archive.queries.js';
import type { Dialect } from '../sql/dialect.js';
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
    // No handler may be given an event while it goes; and what somebody is asking about now can go another day.
    const locks = [this.locks.handlersRead()];
    const lock = `${this.#sql.prunable} FOR UPDATE OF p, q SKIP LOCKED`;
    for (let total = 0; ;) {
      const { found, removed } = await this.connection.transaction(locks, async (transaction) => {
        const rows = await transaction.query(lock, [createdBefore, statuses, PRUNE_AT_ONCE]);
        const locked = rows.map(({ id }) => id);
        // What was found may have changed before it was locked, and the first statement sees half of that: a payment that has
        // just become PAID must not go. Nothing of those that are locked changes any more, so now they are looked at again.
        const still = await transaction.query(this.#sql.stillPrunable, [
          createdBefore,
          statuses,
          locked,
        ]);
        await this.#remove(
          transaction,
          still.map(({ id }) => id),
        );
        return { found: locked.length, removed: still.length };
      });
      total += removed;
      if (found < PRUNE_AT_ONCE) return total;
    }
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

  async #remove(transaction: Transaction, ids: readonly unknown[]): Promise<number> {
    if (ids.length > 0) for (const sql of this.#sql.removals) await transaction.query(sql, [ids]);
    return ids.length;
  }
}
