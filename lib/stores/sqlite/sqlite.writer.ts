import { setImmediate, setTimeout } from 'node:timers';
import type { SqliteConnection } from './sqlite.connection.js';
import { isBusy } from './sqlite.errors.js';

interface Job {
  readonly since: number;
  /** Runs inside the transaction; answers what to do once it is durable. */
  readonly run: () => () => void;
  readonly fail: (error: unknown) => void;
}

/** Where the disk is waited for: there is none, on this thread, or on another, which leaves this one free. */
export type DiskWait = 'none' | 'here' | 'aside';

/** Jobs of one transaction: more would keep the thread for longer than a tick should last. */
const MOST_AT_ONCE = 256;
/** Another process may hold the file for so long before a write gives up, milliseconds. */
const BUSY_PATIENCE_MS = 10_000;

/**
 * Everything that writes goes through here. What is asked for in one turn of the event loop, or while the disk is waited for,
 * shares one transaction, and so one wait; each job is atomic by itself, and nobody hears of success before it is durable.
 */
export class SqliteWriter {
  #queue: Job[] = [];
  #scheduled = false;
  #committing: Promise<void> | undefined;
  #idle: (() => void)[] = [];

  /** @param wait where it is 'none', each job runs at once, in a transaction of its own. */
  constructor(
    private readonly connection: SqliteConnection,
    private readonly wait: DiskWait,
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

  /** `work` must be synchronous. It sees what is durable: a transaction on its way to the disk is waited for. */
  async read<T>(work: () => T): Promise<T> {
    while (this.#committing) await this.#committing;
    return work();
  }

  /** Resolves when everything asked for so far has been written or has failed. */
  async drain(): Promise<void> {
    if (this.#scheduled) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    if (this.wait === 'none') this.#flush();
    else {
      setImmediate(() => {
        this.#flush();
      });
    }
  }

  #flush(): void {
    try {
      this.check();
      // What the last one left behind where not even undoing it worked: nothing could begin beside it, ever again.
      if (this.connection.inTransaction) this.connection.run('ROLLBACK');
      this.connection.run('BEGIN IMMEDIATE');
    } catch (error) {
      this.#postpone(error);
      return;
    }
    const jobs = this.#queue.splice(0, MOST_AT_ONCE);
    try {
      const settled = this.#run(jobs);
      if (this.wait === 'aside') {
        this.#committing = this.#commit(jobs, settled);
        return;
      }
      this.connection.run('COMMIT');
      for (const settle of settled) settle();
    } catch (error) {
      this.#undo(jobs, error);
    }
    this.#next();
  }

  #next(): void {
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

  async #commit(jobs: readonly Job[], settled: readonly (() => void)[]): Promise<void> {
    try {
      await this.connection.commit();
      for (const settle of settled) settle();
    } catch (error) {
      this.#undo(jobs, error);
    } finally {
      this.#committing = undefined;
      this.#next();
    }
  }

  /** A job alone needs no mark to go back to: its transaction is undone with it. */
  #run(jobs: readonly Job[]): readonly (() => void)[] {
    if (jobs.length === 1) return jobs.map((job) => job.run());
    return jobs.flatMap((job) => this.#attempt(job) ?? []);
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

  #undo(jobs: readonly Job[], reason: unknown): void {
    try {
      if (this.connection.inTransaction) this.connection.run('ROLLBACK');
    } catch {
      // The first error says what is wrong; it is undone before the next BEGIN.
    }
    for (const { fail } of jobs) fail(reason);
  }
}
