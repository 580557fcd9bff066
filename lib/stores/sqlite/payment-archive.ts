import type { HistoryEntry } from '../../payment/decision.js';
import type { PaymentStatus } from '../../payment/payment-status.js';
import type { ListPosition } from '../list-cursor.js';
import type { PaymentFilter, PaymentPage, ReferenceKey } from '../payment-rows.port.js';
import {
  archiveQueries,
  listPaymentsQuery,
  toHistory,
  toPage,
  type ArchiveQueries,
} from '../sql/archive.queries.js';
import type { Dialect } from '../sql/dialect.js';
import type { Row } from '../sql/row.codec.js';
import type { SqlitePaymentRows } from './payment-rows.js';
import type { SqliteConnection } from './sqlite.connection.js';

/** Looks through all payments, and removes some. What writes must be called inside a transaction. */
export class SqlitePaymentArchive {
  readonly #sql: ArchiveQueries;

  constructor(
    private readonly connection: SqliteConnection,
    private readonly rows: SqlitePaymentRows,
    private readonly dialect: Dialect,
  ) {
    this.#sql = archiveQueries(dialect);
  }

  list(filter: PaymentFilter, limit: number, cursor: string | null): PaymentPage {
    const { text, values } = listPaymentsQuery(this.dialect, filter, limit, cursor);
    return toPage(this.connection.all(text, values), limit);
  }

  history(id: string): readonly HistoryEntry[] {
    return this.connection.all(this.#sql.history, [id]).map(toHistory);
  }

  /** What `walkToPrune` looks at. */
  window(createdBefore: number, { createdAt, id }: ListPosition, limit: number): readonly Row[] {
    return this.connection.all(this.#sql.window, [createdBefore, createdAt, id, limit]);
  }

  /** Removes those of these that may go; answers how many. */
  prune(
    createdBefore: number,
    statuses: readonly PaymentStatus[],
    ids: readonly string[],
    now: number,
  ): number {
    const found = this.connection.all(this.#sql.prunable, [createdBefore, statuses, ids, now]);
    return this.#remove(found.map(({ id }) => id));
  }

  forget(key: ReferenceKey): number {
    return this.#remove(this.rows.attempts(key).map(({ id }) => id));
  }

  #remove(ids: readonly unknown[]): number {
    if (ids.length > 0) for (const sql of this.#sql.removals) this.connection.run(sql, [ids]);
    return ids.length;
  }
}
