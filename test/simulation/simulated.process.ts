import type { KhqrClock, KhqrTimer } from '../../lib/clock/khqr-clock.js';
import type { VirtualTime } from './virtual.time.js';

interface ProcessTimer {
  readonly planned: KhqrTimer;
  cleared: boolean;
}

/** What befalls a process when it has crossed its border so many times more. */
export interface Fuse {
  times: number;
  /** Only those on the way to the bank or back. */
  readonly toBank: boolean;
  readonly act: () => void;
}

/**
 * A process of the shop as the world sees it: nothing comes in or goes out but through here. One that is frozen learns
 * nothing until it goes on; one that is dead never does, and what it had under way outside goes on without it.
 */
export class SimulatedProcess {
  fuse: Fuse | null = null;
  readonly clock: KhqrClock;
  /** When it ended, on the world's monotonic clock. */
  endedMs: number | null = null;
  #state: 'running' | 'frozen' | 'dead' = 'running';
  readonly #waiting: (() => void)[] = [];
  readonly #timers = new Set<ProcessTimer>();

  constructor(
    readonly name: string,
    private readonly time: VirtualTime,
    /** Its wall clock is so many milliseconds ahead of the world's. */
    skewMs: number,
  ) {
    this.clock = {
      now: () => time.now() + skewMs,
      monotonic: () => time.monotonic(),
      setTimeout: (callback, delayMs) => this.#setTimeout(callback, delayMs),
      clearTimeout: (timer) => {
        this.#clear(timer as ProcessTimer | undefined);
      },
    };
  }

  get alive(): boolean {
    return this.#state !== 'dead';
  }

  get running(): boolean {
    return this.#state === 'running';
  }

  /** It runs, and nothing is about to befall it before time goes on. */
  get undisturbed(): boolean {
    return this.#state === 'running' && this.fuse === null;
  }

  /** Timers that are set now. */
  get timers(): number {
    return this.#timers.size;
  }

  crash(): void {
    if (this.#state === 'dead') return;
    this.#state = 'dead';
    this.endedMs = this.time.monotonic();
    this.fuse = null;
    this.#waiting.length = 0;
    for (const timer of this.#timers) this.time.clearTimeout(timer.planned);
    this.#timers.clear();
  }

  freeze(): void {
    if (this.#state === 'running') this.#state = 'frozen';
  }

  /** Goes on with whatever has arrived meanwhile, in its order. */
  thaw(): void {
    if (this.#state !== 'frozen') return;
    this.#state = 'running';
    for (const callback of this.#waiting.splice(0)) {
      this.time.after(0, () => {
        this.enter(callback);
      });
    }
  }

  /** Lets something happen inside. */
  enter(callback: () => void): void {
    if (this.#state === 'running') callback();
    else if (this.#state === 'frozen') this.#waiting.push(callback);
  }

  /** Something leaves or arrives: the moments at which an end or a pause does the most harm. False: not any more. */
  cross(toBank = false): boolean {
    const { fuse } = this;
    if (fuse && (toBank || !fuse.toBank)) {
      fuse.times -= 1;
      if (fuse.times <= 0) {
        this.fuse = null;
        fuse.act();
      }
    }
    return this.alive;
  }

  /** Asks something of the world outside, now or when the process goes on; the answer arrives when the process can take it, if ever. */
  ask<T>(act: () => Promise<T>, toBank = false): Promise<T> {
    if (!this.cross(toBank)) return never();
    if (this.#state === 'running') return this.#answered(act(), toBank);
    return new Promise((resolve) => {
      this.enter(() => {
        resolve(this.#answered(act(), toBank));
      });
    });
  }

  /** The answer as it arrives here. */
  #answered<T>(answer: Promise<T>, toBank: boolean): Promise<T> {
    return answer.then(
      (value) => (this.#arrives(toBank) ? value : this.#later(() => value)),
      (error: unknown) => {
        const fail = (): never => {
          throw asError(error);
        };
        return this.#arrives(toBank) ? fail() : this.#later(fail);
      },
    );
  }

  /** Crosses the border; false: the process cannot take it now. */
  #arrives(toBank: boolean): boolean {
    return this.cross(toBank) && this.#state === 'running';
  }

  /** When the process goes on, if ever. */
  #later<T>(take: () => T): Promise<T> {
    if (!this.alive) return never();
    return new Promise((resolve, reject) => {
      this.enter(() => {
        try {
          resolve(take());
        } catch (error) {
          reject(asError(error));
        }
      });
    });
  }

  #setTimeout(callback: () => void, delayMs: number): ProcessTimer {
    const timer: ProcessTimer = {
      cleared: false,
      planned: this.time.setTimeout(() => {
        this.enter(() => {
          if (timer.cleared) return;
          this.#timers.delete(timer);
          callback();
        });
      }, delayMs),
    };
    if (this.alive) this.#timers.add(timer);
    else this.time.clearTimeout(timer.planned);
    return timer;
  }

  #clear(timer: ProcessTimer | undefined): void {
    if (!timer) return;
    timer.cleared = true;
    this.#timers.delete(timer);
    this.time.clearTimeout(timer.planned);
  }
}

/** The answer to a process that has ended. */
function never(): Promise<never> {
  return new Promise(() => undefined);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
