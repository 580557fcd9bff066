import type { Rule } from '../../payment/decision.js';
import type { EventRecord } from '../../payment/payment-event.js';
import type { PaymentRecord } from '../../payment/payment-record.js';
import type { Change } from '../change-feed.port.js';
import type { PaymentQuery, ReferenceKey } from '../payment-rows.port.js';
import { clash, conflict } from '../sql/conflicts.js';
import { isEmpty, planDecision, type DecisionPlan } from '../sql/decision.plan.js';
import type { Dialect } from '../sql/dialect.js';
import { eventRow } from '../sql/event.codec.js';
import { toRecord } from '../sql/payment.codec.js';
import { paymentQueries, type PaymentQueries } from '../sql/payment.queries.js';
import { decisionStatements, type DecisionStatements } from './payment-rows.sql.js';
import type { PostgresConnection, Querier, Transaction } from './postgres.connection.js';
import { isTaken } from './postgres.errors.js';
import type { PostgresLocks } from './postgres.locks.js';

/** The payments themselves. */
export class PostgresPaymentRows {
  readonly #read: PaymentQueries;
  readonly #write: DecisionStatements;

  constructor(
    private readonly connection: PostgresConnection,
    private readonly locks: PostgresLocks,
    dialect: Dialect,
  ) {
    this.#read = paymentQueries(dialect);
    this.#write = decisionStatements(dialect);
  }

  /** Answers also what subscribers, here and elsewhere, must be told. */
  async decide<T>(
    key: ReferenceKey,
    rule: Rule<T>,
  ): Promise<{ readonly result: T; readonly changes: readonly Change[] }> {
    let writes: readonly PaymentRecord[] = [];
    const locks = [this.locks.group(key), this.locks.handlersRead()];
    try {
      return await this.connection.transaction(locks, async (transaction, now) => {
        const rows = await this.#lockAttempts(transaction, key);
        const decision = rule(rows.map(toRecord), now);
        writes = decision.writes.map((record) => ({ ...record }));
        // Read again from the rows: what the rule was given is not ours any more.
        const plan = planDecision(key, rows.map(toRecord), decision, now);
        if (!isEmpty(plan)) await this.#put(transaction, plan, writes, now);
        return { result: decision.result, changes: plan.changes };
      });
    } catch (error) {
      if (isTaken(error)) await this.#explain(writes, this.connection);
      throw error;
    }
  }

  /** Writes an event with its deliveries; false where it is known already. */
  async append(event: EventRecord): Promise<boolean> {
    const events = [eventRow.encode(event)];
    return this.connection.transaction([this.locks.handlersRead()], async (transaction, now) => {
      const values = [[], [], [], events, now];
      const [written] = await transaction.query(this.#write.everything, values);
      return Number(written?.events) > 0;
    });
  }

  async find(query: PaymentQuery): Promise<PaymentRecord | null> {
    const [row] =
      'id' in query
        ? await this.connection.query(this.#read.byId, [query.id])
        : 'md5' in query
          ? await this.connection.query(this.#read.byMd5, [query.md5])
          : await this.connection.query(this.#read.byReference, [query.account, query.reference]);
    return row ? toRecord(row) : null;
  }

  async claimPaid(id: string): Promise<boolean> {
    return (await this.connection.query(this.#read.claimPaid, [id])).length > 0;
  }

  async attempts(
    { account, reference }: ReferenceKey,
    reader: Querier = this.connection,
  ): Promise<readonly PaymentRecord[]> {
    return (await reader.query(this.#read.attempts, [account, reference])).map(toRecord);
  }

  async #lockAttempts(transaction: Transaction, { account, reference }: ReferenceKey) {
    return transaction.query(`${this.#read.attempts} ${this.#write.lock}`, [account, reference]);
  }

  async #put(
    transaction: Transaction,
    { payments, polls, history, events }: DecisionPlan,
    writes: readonly PaymentRecord[],
    now: number,
  ): Promise<void> {
    const [written] =
      history.length + events.length > 0
        ? await transaction.query(this.#write.everything, [payments, polls, history, events, now])
        : await transaction.query(this.#write.records, [payments, polls]);
    if (Number(written?.payments) < payments.length) await this.#explain(writes, transaction);
  }

  /** Throws the conflict with the payment that is in the way. */
  async #explain(writes: readonly PaymentRecord[], reader: Querier): Promise<void> {
    for (const record of writes) {
      const { id, md5, account, reference, attempt } = record;
      const others = [
        ...(await reader.query(this.#read.byId, [id])),
        ...(await reader.query(this.#read.byMd5, [md5])),
        ...(await reader.query(this.#read.byAttempt, [account, reference, attempt])),
      ];
      for (const other of others.map(toRecord)) {
        const problem = clash(record, other);
        if (problem) throw conflict(problem, other);
      }
    }
  }
}
