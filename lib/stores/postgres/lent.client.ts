import type { Row } from '../sql/row.codec.js';
import { giveBack, lend } from './pool.lending.js';
import { CONNECT_LIMIT_MS, type PostgresPool, type PostgresPoolClient } from './postgres.driver.js';
import { isHealthy } from './postgres.errors.js';
import type { Statement } from './postgres.statement.js';
import { within } from './time-limit.js';

/** A connection while it is ours. */
export class LentClient {
  #broken: Error | undefined;

  private constructor(private readonly client: PostgresPoolClient) {}

  /** Lends a connection for as long as the work takes. One that failed does not go back to the pool. */
  static async during<T>(pool: PostgresPool, work: (client: LentClient) => Promise<T>): Promise<T> {
    const message = `PostgreSQL gave no connection within ${CONNECT_LIMIT_MS} ms.`;
    // A little later than the pool's own limit, whose message says more.
    const client = await within(lend(pool), CONNECT_LIMIT_MS + 500, message, giveBack);
    const lent = new LentClient(client);
    try {
      return await work(lent);
    } finally {
      giveBack(client, lent.#broken);
    }
  }

  get isBroken(): boolean {
    return this.#broken !== undefined;
  }

  /** Answers the rows; of several statements those of the last. */
  async run(statement: Statement): Promise<readonly Row[]> {
    try {
      const result: unknown = await this.client.query(statement);
      const last = Array.isArray(result) ? (result.at(-1) as unknown) : result;
      return (last as { readonly rows: readonly Row[] }).rows;
    } catch (error) {
      if (!isHealthy(error))
        this.#broken = error instanceof Error ? error : new Error(String(error));
      throw error;
    }
  }
}
