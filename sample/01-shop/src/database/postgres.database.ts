import { Logger } from '@nestjs/common';
import type { PaymentStore } from 'nestjs-khqr';
import { PostgresPaymentStore } from 'nestjs-khqr/postgres';
import pg from 'pg';
import { Database, type Row, type Sql, type Value } from './database.js';

/** One pool for the shop's tables and the payments. */
export class PostgresDatabase extends Database {
  private readonly pool: pg.Pool;

  constructor(connectionString: string) {
    super();
    this.pool = new pg.Pool({ connectionString });
    const logger = new Logger('Shop');
    // The pool replaces an idle connection that breaks; without a listener Node would end the process.
    this.pool.on('error', ({ message }) => {
      logger.warn(`An idle connection to PostgreSQL was lost: ${message}`);
    });
  }

  async query(text: string, values: readonly Value[] = []): Promise<readonly Row[]> {
    return (await this.pool.query<Row>(text, [...values])).rows;
  }

  async transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let isBroken = false;
    try {
      await client.query('BEGIN');
      const result = await work({
        query: async (text, values = []) => (await client.query<Row>(text, [...values])).rows,
      });
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {
        isBroken = true;
      });
      throw error;
    } finally {
      client.release(isBroken);
    }
  }

  paymentStore(): PaymentStore {
    return new PostgresPaymentStore({ pool: this.pool });
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
