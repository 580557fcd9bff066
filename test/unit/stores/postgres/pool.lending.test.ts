import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { giveBack, lend } from '../../../../lib/stores/postgres/pool.lending.js';
import type { PostgresPool } from '../../../../lib/stores/postgres/postgres.driver.js';
import { rejection } from '../../../support/caught.js';

class Client extends EventEmitter {
  readonly released: unknown[] = [];

  query(): Promise<{ rows: [] }> {
    return Promise.resolve({ rows: [] });
  }

  release(reason?: unknown): void {
    this.released.push(reason);
  }
}

type Lent = (error: Error | undefined, client: Client | undefined) => void;

/** As `pg` does. */
function calling(connect: (lent: Lent) => void): PostgresPool {
  return { connect } as unknown as PostgresPool;
}

describe('a connection lent by a pool', () => {
  it('may break in the moment in which it is handed over, and the process lives', async () => {
    const client = new Client();
    const pool = calling((lent) => {
      lent(undefined, client);
      // In one packet: "ready", and "terminating connection due to administrator command".
      client.emit('error', new Error('57P01'));
    });
    expect(await lend(pool)).toBe(client);
  });

  it('is listened to until it is given back, with what was wrong with it', async () => {
    const client = new Client();
    const lent = await lend(calling((taken) => taken(undefined, client)));
    expect(client.listenerCount('error')).toBe(1);
    const reason = new Error('broken');
    giveBack(lent, reason);
    expect(client.listenerCount('error')).toBe(0);
    expect(client.released).toEqual([reason]);
  });

  it('comes from a pool that answers promises only', async () => {
    const client = new Client();
    const pool = { connect: () => Promise.resolve(client) } as unknown as PostgresPool;
    expect(await lend(pool)).toBe(client);
    expect(client.listenerCount('error')).toBe(1);
  });

  it.each<[string, PostgresPool]>([
    ['told', calling((lent) => lent(new Error('no room'), undefined))],
    ['promised', { connect: () => Promise.reject(new Error('no room')) }],
  ])('is refused: %s', async (_how, pool) => {
    expect(await rejection(lend(pool))).toMatchObject({ message: 'no room' });
  });
});
