import { setTimeout as delay } from 'node:timers/promises';
import { SERVER_NOW } from '../sql/postgres.dialect.js';
import type { Row } from '../sql/row.codec.js';
import { LentClient } from './lent.client.js';
import type { PostgresPool } from './postgres.driver.js';
import { isUndone, isUnprepared } from './postgres.errors.js';
import { STATEMENT_LIMIT_MS, StatementMaker } from './postgres.statement.js';

/** Whatever runs one statement. */
export interface Querier {
  query(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
}

/** A transaction under way. */
export interface Transaction extends Querier {
  /** Several statements without parameters, in one message; the rows of the last. */
  script(text: string): Promise<readonly Row[]>;
}

/** How often something that the server undid for the sake of others is tried. */
const MOST_TRIES = 6;
/** A process that stops in the middle of a transaction lets go of its locks after this, before those who wait for them give up. Milliseconds. */
const IDLE_LIMIT_MS = STATEMENT_LIMIT_MS / 2;

/** Runs statements on a pool's connections. Nothing waits for ever: neither for a connection, nor for a lock, nor for an answer. */
export class PostgresConnection implements Querier {
  readonly #statements = new StatementMaker();

  constructor(private readonly pool: PostgresPool) {}

  /** One statement, a transaction of its own. */
  async query(text: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    return this.#again(() =>
      LentClient.during(this.pool, (client) => client.run(this.#statements.make(text, values))),
    );
  }

  /**
   * Takes the locks in their order, then runs the body with the server's time, then commits. The body may be run again from
   * the beginning; what it throws undoes everything and comes through.
   *
   * @param limitMs how long a statement, or a lock, may take. @default 10_000
   */
  async transaction<T>(
    locks: readonly string[],
    body: (transaction: Transaction, now: number) => Promise<T>,
    limitMs = STATEMENT_LIMIT_MS,
  ): Promise<T> {
    const opening = openingOf(locks, limitMs);
    return this.#again(() =>
      LentClient.during(this.pool, async (client) => {
        const transaction: Transaction = {
          query: (text, values) => client.run(this.#statements.make(text, values)),
          script: (text) => client.run(this.#statements.script(text, limitMs)),
        };
        try {
          const [clock] = await transaction.script(opening);
          const result = await body(transaction, Number(clock?.now));
          await transaction.script('COMMIT');
          return result;
        } catch (error) {
          // What went wrong first is what the caller must hear; a connection that cannot even undo is thrown away.
          if (!client.isBroken) await transaction.script('ROLLBACK').catch(() => undefined);
          throw error;
        }
      }),
    );
  }

  async #again<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await work();
      } catch (error) {
        if (isUnprepared(error)) this.#statements.giveUpNames();
        else if (!isUndone(error)) throw error;
        if (tries >= MOST_TRIES) throw error;
        await delay(Math.random() * 10 * tries);
      }
    }
  }
}

/** The server's clock, milliseconds since 1970. */
export async function serverNow(reader: Querier): Promise<number> {
  const [row] = await reader.query(`SELECT ${SERVER_NOW} AS now`);
  return Number(row?.now);
}

function openingOf(locks: readonly string[], limitMs: number): string {
  return [
    // Whatever the database's default: each statement must see what was committed before the lock was ours.
    'BEGIN ISOLATION LEVEL READ COMMITTED',
    `SET LOCAL statement_timeout = ${limitMs}`,
    `SET LOCAL idle_in_transaction_session_timeout = ${IDLE_LIMIT_MS}`,
    ...locks,
    `SELECT ${SERVER_NOW} AS now`,
  ].join('; ');
}
