import { clearInterval, setInterval } from 'node:timers';
import { setTimeout as delay } from 'node:timers/promises';
import type { PostgresClient } from './postgres.driver.js';
import { within } from './time-limit.js';

/** A connection that is ours alone. */
export interface DedicatedClient {
  readonly client: PostgresClient;
  /** Ends it without waiting. */
  readonly discard: () => void;
}

/** What the listener tells. */
export interface ListenerHooks {
  readonly heard: (payload: string) => void;
  /** Something may have been missed: it listens from now on. */
  readonly listening: () => void;
  /** The connection is wanted back by whoever lent it, and no other will be lent. */
  readonly isOver: () => boolean;
  readonly warn: (message: string) => void;
}

/** Milliseconds. */
export interface ListenerTimes {
  /** Between two looks whether the connection still works: a cable that is cut says nothing. @default 15_000 */
  readonly heartbeatMs: number;
  /** For an answer. @default 5000 */
  readonly answerMs: number;
  /** Before the first new try, doubled at each further one up to `longestMs`. @default 250 */
  readonly retryMs: number;
  /** @default 30_000 */
  readonly longestMs: number;
  /** Between two looks whether the connection is wanted back; a shop that shuts down waits for it. @default 1000 */
  readonly overMs: number;
}

const TIMES: ListenerTimes = {
  heartbeatMs: 15_000,
  answerMs: 5000,
  retryMs: 250,
  longestMs: 30_000,
  overMs: 1000,
};

/**
 * Listens on a connection of its own for as long as the store is open. What it misses while the connection is down is lost,
 * which is harmless: whoever listens reads again now and then, and is told to when the connection is back. It ends sooner where
 * the connection is wanted back: a pool that is being ended waits for it, and may do so before the store is closed.
 */
export class ChangeListener {
  readonly #times: ListenerTimes;
  #isClosing = false;
  /** Ends what is under way: one connection, or the wait for the next. Each has its own, so that nothing of it stays when it ends. */
  #present = new AbortController();
  #running: Promise<void> | undefined;

  constructor(
    private readonly connect: () => Promise<DedicatedClient>,
    private readonly channel: string,
    private readonly hooks: ListenerHooks,
    times: Partial<ListenerTimes> = {},
  ) {
    this.#times = { ...TIMES, ...times };
  }

  /** Resolves when it listens, or when the first try has failed; it goes on trying. */
  async start(): Promise<void> {
    const look = setInterval(() => {
      if (this.hooks.isOver()) this.#stop();
    }, this.#times.overMs);
    look.unref();
    await new Promise<void>((resolve) => {
      this.#running = this.#run(resolve).finally(() => {
        clearInterval(look);
      });
    });
  }

  async close(): Promise<void> {
    this.#stop();
    await this.#running;
  }

  #stop(): void {
    this.#isClosing = true;
    this.#present.abort();
  }

  /** It may have been closed while something was waited for. */
  #closes(): boolean {
    return this.#isClosing;
  }

  #begin(): AbortController {
    this.#present = new AbortController();
    if (this.#isClosing) this.#present.abort();
    return this.#present;
  }

  async #run(tried: () => void): Promise<void> {
    let wait = this.#times.retryMs;
    while (!this.#closes()) {
      try {
        await this.#listen(() => {
          wait = this.#times.retryMs;
          tried();
        });
      } catch (error) {
        // Ended or closed meanwhile: then there is nothing to warn of.
        if (this.hooks.isOver()) this.#stop();
        if (!this.#closes()) {
          const reason = error instanceof Error ? error.message : String(error);
          this.hooks.warn(
            `The connection that hears of changes on other replicas was lost (${reason}); trying again in ${wait} ms. Changes are noticed at the next look meanwhile.`,
          );
        }
      }
      tried();
      await pause(wait, this.#begin().signal);
      wait = Math.min(wait * 2, this.#times.longestMs);
    }
  }

  /** Rejects when the connection is lost. */
  async #listen(listening: () => void): Promise<void> {
    const connected = within(this.connect(), this.#times.answerMs, 'no connection', (late) => {
      late.discard();
    });
    const { client, discard } = await connected;
    const session = this.#begin();
    const lost = lossOf(client, session.signal);
    client.on('notification', ({ payload }) => {
      if (payload !== undefined) this.hooks.heard(payload);
    });
    try {
      await this.#ask(client, `LISTEN "${this.channel}"`, lost);
      listening();
      this.hooks.listening();
      while (!this.#closes()) {
        await Promise.race([lost, pause(this.#times.heartbeatMs, session.signal)]);
        await this.#ask(client, 'SELECT 1', lost);
      }
    } finally {
      session.abort();
      discard();
    }
  }

  async #ask(client: PostgresClient, text: string, lost: Promise<never>): Promise<void> {
    const answer = within(
      client.query({ text }),
      this.#times.answerMs,
      'no answer',
      () => undefined,
    );
    await Promise.race([lost, answer]);
  }
}

/** Ends sooner where it is not wanted any more. */
async function pause(ms: number, unwanted: AbortSignal): Promise<void> {
  await delay(ms, undefined, { ref: false, signal: unwanted }).catch(() => undefined);
}

/** Rejects when the connection is lost, or not wanted any more. */
function lossOf(client: PostgresClient, unwanted: AbortSignal): Promise<never> {
  const lost = new Promise<never>((_resolve, reject) => {
    client.on('error', reject);
    client.on('end', () => {
      reject(new Error('the server closed it'));
    });
    const close = (): void => {
      reject(new Error('closed'));
    };
    if (unwanted.aborted) close();
    else unwanted.addEventListener('abort', close, { once: true });
  });
  // It may happen while nobody waits for it.
  lost.catch(() => undefined);
  return lost;
}
