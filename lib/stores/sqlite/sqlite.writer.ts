import { setImmediate, setTimeout } from 'node:timers';
import type { SqliteConnection } from './sqlite.connection.js';
import { isBusy } from './sqlite.errors.js';

interface Job {
  readonly since: number;
  /** Runs inside the transaction; answers what to do once it is durable. */
  readonly run: () => () => void;
  readonly fail: (error: unknown) => void;
}

/** Jobs of one transaction: more would keep the thread for longer than a tick should last. */
const MOST_AT_ONCE = 256;
/** Another process may hold the file for so long before a write gives up, milliseconds. */
const BUSY_PATIENCE_MS = 10_000;

/**
 * Everything that writes goes through here. What is asked for in one turn of the event loop shares one transaction, and so one
 * wait for the disk; each job is atomic by itself, and nobody hears of success before it is durable.
 */
export class SqliteWriter {
  #queue: Job[] = [];
  #scheduled = false;
  #idle: (() => void)[] = [];

  /** @param shared false: no disk to wait for, so each job runs at once. */
  constructor(
    private readonly connection: SqliteConnection,
    private readonly shared: boolean,
    /** Throws where writing would be in vain. */
    private readonly check: () => void = () => undefined,
  ) {}

  /** `work` must be synchronous; what it throws undoes it and comes through. */
  write<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const run = (): (() => void) => {
        const result = work();
        return () => {
          resolve(result);
        };
      };
      this.#queue.push({ since: performance.now(), run, fail: reject });
      this.#schedule();
    });
  }

  /** Resolves when everything asked for so far has been written or has failed. */
  async drain(): Promise<void> {
    if (this.#scheduled) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    if (!this.shared) this.#flush();
    else {
      setImmediate(() => {
        this.#flush();
      });
    }
  }

  #flush(): void {
    try {
      this.check();
      this.connection.run('BEGIN IMMEDIATE');
    } catch (error) {
      this.#postpone(error);
      return;
    }
    this.#commit(this.#queue.splice(0, MOST_AT_ONCE));
    this.#scheduled = false;
    if (this.#queue.length > 0) this.#schedule();
    else this.#rest();
  }

  #rest(): void {
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** Somebody else is writing: the jobs wait, without stopping the thread, until their patience is over. */
  #postpone(error: unknown): void {
    const latest = isBusy(error) ? performance.now() - BUSY_PATIENCE_MS : Infinity;
    const over = this.#queue.filter(({ since }) => since <= latest);
    this.#queue = this.#queue.filter(({ since }) => since > latest);
    for (const { fail } of over) fail(error);
    if (this.#queue.length === 0) {
      this.#scheduled = false;
      this.#rest();
      return;
    }
    setTimeout(
      () => {
        this.#flush();
      },
      1 + Math.random() * 10,
    );
  }

  /** A job alone needs no mark to go back to: its transaction is undone with it. */
  #commit(jobs: readonly Job[]): void {
    const settled: (() => void)[] = [];
    try {
      for (const job of jobs) {
        const settle = jobs.length === 1 ? job.run() : this.#attempt(job);
        if (settle) settled.push(settle);
      }
      this.connection.run('COMMIT');
    } catch (error) {
      this.#rollback();
      for (const { fail } of jobs) fail(error);
      return;
    }
    for (const settle of settled) settle();
  }

  /** A job that throws is undone alone. */
  #attempt(job: Job): (() => void) | undefined {
    this.connection.run('SAVEPOINT job');
    try {
      const settle = job.run();
      this.connection.run('RELEASE job');
      return settle;
    } catch (error) {
      // A full or failing disk: SQLite has undone the whole transaction by itself.
      if (!this.connection.inTransaction) throw error;
      this.connection.run('ROLLBACK TO job');
      this.connection.run('RELEASE job');
      job.fail(error);
      return undefined;
    }
  }

  #rollback(): void {
    try {
      if (this.connection.inTransaction) this.connection.run('ROLLBACK');
    } catch {
      // The first error says what is wrong; the next BEGIN meets it again.
    }
  }
}
