import type { Row } from '../sql/row.codec.js';
import type { SqliteDatabase, SqliteStatement } from './sqlite.driver.js';

interface Prepared {
  readonly statement: SqliteStatement;
  /** Of the columns that it answers. */
  readonly names: readonly string[];
}

/** One open file. Statements have parameters `$1`, `$2` … as on PostgreSQL and are prepared once. */
export class SqliteConnection {
  readonly #prepared = new Map<string, Prepared>();

  constructor(private readonly database: SqliteDatabase) {}

  get inTransaction(): boolean {
    return this.database.inTransaction;
  }

  all(sql: string, values: readonly unknown[] = []): readonly Row[] {
    const { statement, names } = this.#prepare(sql);
    return statement.all(values.map(toSqlite)).map((row) => toRow(names, row));
  }

  get(sql: string, values: readonly unknown[] = []): Row | undefined {
    const { statement, names } = this.#prepare(sql);
    const row = statement.get(values.map(toSqlite));
    return row ? toRow(names, row) : undefined;
  }

  /** Answers how many rows were changed. */
  run(sql: string, values: readonly unknown[] = []): number {
    return this.#prepare(sql).statement.run(values.map(toSqlite)).changes;
  }

  exec(sql: string): void {
    this.database.exec(sql);
  }

  /** Ends the transaction on another thread, where it waits for the disk. Nothing may be asked of the connection meanwhile. */
  commit(): Promise<void> {
    return this.database.execAside('COMMIT');
  }

  close(): void {
    this.#prepared.clear();
    this.database.close();
  }

  #prepare(sql: string): Prepared {
    let prepared = this.#prepared.get(sql);
    if (!prepared) {
      const statement = this.database.prepare(sql.replace(/\$(\d+)/g, '?$1'));
      if (statement.reader) statement.raw();
      const names = statement.reader ? statement.columns().map(({ name }) => name) : [];
      this.#prepared.set(sql, (prepared = { statement, names }));
    }
    return prepared;
  }
}

function toRow(names: readonly string[], raw: unknown): Row {
  const values = raw as readonly unknown[];
  const row: Record<string, unknown> = {};
  // Indexed: this runs for every column of every row.
  for (let place = 0; place < names.length; place += 1) row[names[place] ?? ''] = values[place];
  return row;
}

/** libsql ends the process when it is handed a truth value. */
function toSqlite(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  return value ?? null;
}
