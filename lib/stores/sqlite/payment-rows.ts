import type { Rule } from '../../payment/decision.js';
import type { PaymentRecord } from '../../payment/payment-record.js';
import type { Change } from '../change-feed.port.js';
import type { PaymentQuery, ReferenceKey } from '../payment-rows.port.js';
import { clash, conflict } from '../sql/conflicts.js';
import { planDecision } from '../sql/decision.plan.js';
import type { Dialect } from '../sql/dialect.js';
import { toRecord } from '../sql/payment.codec.js';
import { paymentQueries, type PaymentQueries } from '../sql/payment.queries.js';
import type { Row } from '../sql/row.codec.js';
import { decisionStatements, type DecisionStatements } from './payment-rows.sql.js';
import type { SqliteConnection } from './sqlite.connection.js';
import { isTaken } from './sqlite.errors.js';

/** The payments themselves. What writes must be called inside a transaction. */
export class SqlitePaymentRows {
  readonly #read: PaymentQueries;
  readonly #write: DecisionStatements;

  constructor(
    private readonly connection: SqliteConnection,
    dialect: Dialect,
  ) {
    this.#read = paymentQueries(dialect);
    this.#write = decisionStatements(dialect);
  }

  /** Answers also what the change feed must be told. */
  decide<T>(
    key: ReferenceKey,
    rule: Rule<T>,
    now: number,
  ): { readonly result: T; readonly changes: readonly Change[] } {
    const rows = this.connection.all(this.#read.attempts, [key.account, key.reference]);
    const decision = rule(rows.map(toRecord), now);
    // Read again from the rows: what the rule was given is not ours any more.
    const plan = planDecision(key, rows.map(toRecord), decision, now);
    for (const row of plan.payments) {
      if (plan.steady.has(String(row.id))) {
        this.connection.run(this.#write.steadyPayment, Object.values(row));
      } else this.#put(row, decision.writes);
    }
    for (const row of plan.polls) this.connection.run(this.#write.poll, Object.values(row));
    for (const row of plan.history) {
      this.connection.run(this.#write.transition, Object.values(row));
    }
    for (const row of plan.events) this.append(row, now);
    return { result: decision.result, changes: plan.changes };
  }

  /** Writes an event with its deliveries; false where it is known already. */
  append(event: Row, now: number): boolean {
    if (this.connection.run(this.#write.event, [...Object.values(event), now]) === 0) return false;
    this.connection.run(this.#write.hang, [event.id, now]);
    return true;
  }

  find(query: PaymentQuery): PaymentRecord | null {
    const row =
      'id' in query
        ? this.connection.get(this.#read.byId, [query.id])
        : 'md5' in query
          ? this.connection.get(this.#read.byMd5, [query.md5])
          : this.connection.get(this.#read.byReference, [query.account, query.reference]);
    return row ? toRecord(row) : null;
  }

  claimPaid(id: string, now: number): boolean {
    return this.connection.all(this.#read.claimPaid, [id, now]).length > 0;
  }

  attempts({ account, reference }: ReferenceKey): readonly PaymentRecord[] {
    return this.connection.all(this.#read.attempts, [account, reference]).map(toRecord);
  }

  #put(row: Row, writes: readonly PaymentRecord[]): void {
    try {
      if (this.connection.run(this.#write.payment, Object.values(row)) > 0) return;
    } catch (error) {
      if (!isTaken(error)) throw error;
      this.#explain(row, writes);
      throw error;
    }
    this.#explain(row, writes);
  }

  /** Throws the conflict with the payment that is in the way. */
  #explain(row: Row, writes: readonly PaymentRecord[]): void {
    const record = writes.find(({ id }) => id === row.id);
    if (!record) return;
    const { id, md5, account, reference, attempt } = record;
    const others = [
      this.connection.get(this.#read.byId, [id]),
      this.connection.get(this.#read.byMd5, [md5]),
      this.connection.get(this.#read.byAttempt, [account, reference, attempt]),
    ];
    for (const other of others) {
      const problem = other && clash(record, toRecord(other));
      if (problem) throw conflict(problem, toRecord(other));
    }
  }
}
