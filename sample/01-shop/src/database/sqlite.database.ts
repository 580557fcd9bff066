import { closeSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import SqliteFile from 'libsql';
import type { PaymentStore } from 'nestjs-khqr';
import { SqlitePaymentStore } from 'nestjs-khqr/sqlite';
import { Database, type Row, type Sql, type Value } from './database.js';

/** How long a statement waits for another process that writes, milliseconds. */
const BUSY_MS = 5000;

/**
 * One file, with the driver that the payment store uses. The store opens a connection of its own to the same file, and SQLite
 * lets its connections see each other's commits, so that the shop's tables and the payments are one database.
 */
export class SqliteDatabase extends Database {
  private readonly file: SqliteFile.Database;
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly location: string) {
    super();
    mkdirSync(path.dirname(location), { recursive: true });
    // Orders are nobody else's business.
    closeSync(openSync(location, 'a+', 0o600));
    this.file = new SqliteFile(location, { timeout: BUSY_MS });
    // What is committed has reached the disk, and readers do not wait for writers.
    this.run('PRAGMA journal_mode = WAL');
    this.run('PRAGMA synchronous = FULL');
  }

  query(text: string, values: readonly Value[] = []): Promise<readonly Row[]> {
    return this.inTurn(async () => this.run(text, values));
  }

  transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T> {
    return this.inTurn(async () => {
      this.run('BEGIN IMMEDIATE');
      try {
        const result = await work({ query: async (text, values) => this.run(text, values) });
        this.run('COMMIT');
        return result;
      } catch (error) {
        if (this.file.inTransaction) this.run('ROLLBACK');
        throw error;
      }
    });
  }

  paymentStore(): PaymentStore {
    return new SqlitePaymentStore({ path: this.location });
  }

  async close(): Promise<void> {
    await this.inTurn(async () => this.file.close());
  }

  /** There is one connection: nobody's statement may fall into somebody else's transaction. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work);
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private run(text: string, values: readonly Value[] = []): readonly Row[] {
    const statement = this.file.prepare(text.replaceAll(/\$(\d+)/g, '?$1'));
    return statement.all([...values]) as Row[];
  }
}
