import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { ChangeListener } from '../../../../lib/stores/postgres/change.listener.js';
import { until } from '../../../faults/support/until.js';

/** Short, since these are real timers. */
const TIMES = { heartbeatMs: 5, answerMs: 50, retryMs: 1, longestMs: 4, overMs: 2 };

class FakeClient extends EventEmitter {
  readonly asked: string[] = [];
  discarded = 0;
  /** Answers nothing any more, as over a cable that is cut. */
  silent = false;

  query({ text }: { readonly text: string }): Promise<{ rows: unknown[] }> {
    this.asked.push(text);
    return this.silent ? new Promise(() => undefined) : Promise.resolve({ rows: [] });
  }
}

function open(connect?: (attempt: number) => Promise<FakeClient>) {
  const clients: FakeClient[] = [];
  const log = { heard: [] as string[], listening: 0, warnings: [] as string[], over: false };
  let attempts = 0;
  const listener = new ChangeListener(
    async () => {
      attempts += 1;
      const client = connect ? await connect(attempts) : new FakeClient();
      clients.push(client);
      return { client, discard: () => (client.discarded += 1) };
    },
    'khqr_shop',
    {
      heard: (payload) => log.heard.push(payload),
      listening: () => (log.listening += 1),
      isOver: () => log.over,
      warn: (message) => log.warnings.push(message),
    },
    TIMES,
  );
  return { listener, clients, log, attempts: () => attempts };
}

describe('ChangeListener', () => {
  it('listens, tells what it hears, and asks now and then whether anybody is there', async () => {
    const { listener, clients, log } = open();
    await listener.start();
    const [client] = clients;
    expect(client?.asked[0]).toBe('LISTEN "khqr_shop"');
    client?.emit('notification', { payload: 'payment-1' });
    client?.emit('notification', {});
    expect(log.heard).toEqual(['payment-1']);
    await until('two heartbeats', () => (client?.asked.length ?? 0) > 2);
    expect(client?.asked.at(-1)).toBe('SELECT 1');
    await listener.close();
    expect(client?.discarded).toBe(1);
    expect(log.warnings).toEqual([]);
  });

  it.each([
    ['an error', (client: FakeClient) => client.emit('error', new Error('reset by peer'))],
    ['an end', (client: FakeClient) => client.emit('end')],
    ['silence', (client: FakeClient) => (client.silent = true)],
  ])('comes back after %s, says so, and lets everybody read again', async (_, lose) => {
    const { listener, clients, log } = open();
    await listener.start();
    const [first] = clients;
    if (first) lose(first);
    await until('it listens again', () => log.listening === 2);
    expect(first?.discarded).toBe(1);
    expect(log.warnings[0]).toMatch(/lost .*trying again in 1 ms/);
    clients[1]?.emit('notification', { payload: 'payment-2' });
    expect(log.heard).toEqual(['payment-2']);
    await listener.close();
  });

  it('goes on trying when it cannot connect, less and less often', async () => {
    const { listener, log, attempts } = open((attempt) =>
      attempt < 5 ? Promise.reject(new Error('refused')) : Promise.resolve(new FakeClient()),
    );
    await listener.start();
    // The first try has failed, and nobody waits for the others.
    expect(log.listening).toBe(0);
    await until('it listens', () => log.listening === 1);
    expect(attempts()).toBe(5);
    expect(log.warnings.map((text) => /in (\d+) ms/.exec(text)?.[1])).toEqual(['1', '2', '4', '4']);
    await listener.close();
  });

  it('gives up a connection that takes too long, and lets it go when it comes after all', async () => {
    let deliver: (client: FakeClient) => void = () => undefined;
    const { listener, clients, log } = open((attempt) =>
      attempt === 1
        ? new Promise((resolve) => (deliver = resolve))
        : Promise.resolve(new FakeClient()),
    );
    await listener.start();
    expect(log.warnings[0]).toContain('no connection');
    await until('it listens', () => log.listening === 1);
    deliver(new FakeClient());
    await until('the late one is let go', () => clients.some(({ discarded }) => discarded === 1));
    await listener.close();
  });

  it('closes at once although the server does not answer, and once it is closed it stays so', async () => {
    const { listener, clients, attempts } = open();
    await listener.start();
    const [client] = clients;
    if (client) client.silent = true;
    await until('a heartbeat without an answer', () => (client?.asked.length ?? 0) > 1);
    await listener.close();
    expect(client?.discarded).toBe(1);
    expect(attempts()).toBe(1);
  });

  it('gives its connection back when it is wanted, without a word, and takes no other', async () => {
    const { listener, clients, log, attempts } = open();
    await listener.start();
    log.over = true;
    await until('it is given back', () => clients[0]?.discarded === 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(attempts()).toBe(1);
    expect(log.warnings).toEqual([]);
    await listener.close();
  });

  it('does not try again, nor complain, where none will be lent any more', async () => {
    const { listener, log, attempts } = open(() => {
      log.over = true;
      return Promise.reject(new Error('Cannot use a pool after calling end on the pool'));
    });
    await listener.start();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(attempts()).toBe(1);
    expect(log.warnings).toEqual([]);
    await listener.close();
  });
});
