import type { PostgresPool, PostgresPoolClient } from './postgres.driver.js';

/**
 * Lends a connection. `pg` stops listening for its errors in the moment in which it hands it over, and a server that shuts
 * down may say so in the same packet: whoever listens a promise later is too late, and Node ends the process. Hence the
 * callback, which `pg` calls in that very moment; a pool that knows none answers a promise.
 */
export function lend(pool: PostgresPool): Promise<PostgresPoolClient> {
  return new Promise((resolve, reject) => {
    const take = (client: PostgresPoolClient): void => {
      client.on('error', ignore);
      resolve(client);
    };
    const promised: unknown = pool.connect((error, client) => {
      if (client) take(client);
      else reject(error ?? new Error('The pool has lent no connection.'));
    });
    if (isPromise(promised)) promised.then(take, reject);
  });
}

/** With a reason, the connection is not used again. */
export function giveBack(client: PostgresPoolClient, reason?: Error): void {
  client.removeListener('error', ignore);
  client.release(reason);
}

/** The query under way hears of a broken connection too. */
function ignore(): void {
  // Told to the query under way.
}

function isPromise(value: unknown): value is Promise<PostgresPoolClient> {
  return typeof value === 'object' && value !== null && 'then' in value;
}
