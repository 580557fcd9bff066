import type { Row } from '../sql/row.codec.js';
import type { SqliteDatabase, SqliteStatement } from './sqlite.driver.js';

/** One open file. Statements have parameters `$1`, `$2` … as on PostgreSQL and are prepared once. */
export class SqliteConnection {
  readonly #statements = new Map<string, SqliteStatement>();

  constructor(private readonly database: SqliteDatabase) {}

  get inTransaction(): boolean {
    return this.database.inTransaction;
  }

  all(sql: string, values: readonly unknown[] = []): readonly Row[] {
    return this.#statement(sql).all(values.map(toSqlite)) as Row[];
  }

  get(sql: string, values: readonly unknown[] = []): Row | undefined {
    return (this.#statement(sql).get(values.map(toSqlite)) as Row | null | undefined) ?? undefined;
  }

  /** Answers how many rows were changed. */
  run(sql: string, values: readonly unknown[] = []): number {
    return this.#statement(sql).run(values.map(toSqlite)).changes;
  }

  exec(sql: string): void {
    this.database.exec(sql);
  }

  close(): void {
    this.#statements.clear();
    this.database.close();
  }

  #statement(sql: string): SqliteStatement {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.database.prepare(sql.replace(/\$(\d+)/g, '?$1'));
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** libsql ends the process when it is handed a truth value. */
function toSqlite(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  return value ?? null;
}
