import type { KhqrClock, KhqrTimer } from '../clock/khqr-clock.js';
import { KhqrRequestError } from '../errors/khqr-request.error.js';

interface VirtualTimer {
  readonly at: number;
  /** Timers of one moment fire in the order in which they were set. */
  readonly order: number;
  readonly callback: () => void;
}

/** Taken before a test can replace it by a fake that never fires. */
const realSetImmediate = setImmediate;

/** Rounds of the event loop that work gets between two timers: one runs all promises there are, the others what those put off. */
const ROUNDS = 4;

/** 07:00 in Phnom Penh, so that a few hours more stay on the same day at both UTC and +07:00. */
const DEFAULT_START = Date.UTC(2026, 0, 1);

/**
 * A clock that stands still until it is moved. Two hours with a timer in each second take well under a second.
 * It waits for promises and immediates; what needs the network or a disk is not waited for.
 */
export class KhqrTestClock implements KhqrClock {
  readonly byHand = true;
  readonly #start: number;
  readonly #timers: VirtualTimer[] = [];
  #elapsed = 0;
  #order = 0;
  #moving: Promise<void> = Promise.resolve();

  /** @param start milliseconds since 1970 or a Date. @default 2026-01-01T00:00:00Z */
  constructor(start: Date | number = DEFAULT_START) {
    this.#start = time(start, 'start');
  }

  /** How many timers have been set and have neither fired nor been cleared. */
  get pendingTimers(): number {
    return this.#timers.length;
  }

  now(): number {
    // Whole, as Date.now() is, however the clock was moved.
    return Math.floor(this.#start + this.#elapsed);
  }

  /** Milliseconds that the clock has been moved since it was made. */
  monotonic(): number {
    return this.#elapsed;
  }

  setTimeout(callback: () => void, delayMs: number): KhqrTimer {
    // As Node does; it also keeps a timer that sets itself again from holding time still for ever.
    const delay = delayMs >= 1 ? Math.floor(delayMs) : 1;
    const timer: VirtualTimer = { at: this.#elapsed + delay, order: this.#order, callback };
    this.#order += 1;
    this.#timers.splice(this.#place(timer), 0, timer);
    return timer;
  }

  clearTimeout(timer: KhqrTimer): void {
    const known = timer as VirtualTimer | undefined;
    if (known === undefined) return;
    const place = this.#place(known);
    if (this.#timers[place] === known) this.#timers.splice(place, 1);
  }

  /**
   * Moves time by so many milliseconds and fires what falls due, in order; after each timer, promises and immediates
   * run until they rest. `advance(0)` only lets them run. Calls made while one is under way follow it.
   *
   * @throws what a timer's callback throws; time then stands at that timer.
   */
  async advance(ms: number): Promise<void> {
    if (!(ms >= 0 && ms < Infinity)) {
      throw new KhqrRequestError(`ms must be 0 or more, got ${ms}; time does not go back.`, {
        field: 'ms',
      });
    }
    await this.#follow(() => this.#elapsed + ms);
  }

  /** Moves time to this moment; it must not lie in the past. */
  async advanceTo(moment: Date | number): Promise<void> {
    const target = time(moment, 'moment') - this.#start;
    await this.#follow(() => {
      if (target >= this.#elapsed) return target;
      const [asked, now] = [target, this.#elapsed].map((at) =>
        new Date(this.#start + at).toISOString(),
      );
      throw new KhqrRequestError(`moment is ${asked}, but it is already ${now}.`, {
        field: 'moment',
      });
    });
  }

  #follow(target: () => number): Promise<void> {
    const move = this.#moving.then(() => this.#move(target()));
    this.#moving = move.catch(() => undefined);
    return move;
  }

  async #move(target: number): Promise<void> {
    // What was begun before this call may be about to set a timer.
    await settle();
    for (;;) {
      const next = this.#timers[0];
      if (next === undefined || next.at > target) break;
      this.#timers.shift();
      this.#elapsed = next.at;
      next.callback();
      await settle();
    }
    this.#elapsed = target;
  }

  #place(timer: VirtualTimer): number {
    let low = 0;
    let high = this.#timers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#timers[middle];
      const before =
        other !== undefined &&
        (other.at < timer.at || (other.at === timer.at && other.order < timer.order));
      if (before) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

async function settle(): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    await new Promise<void>((resolve) => realSetImmediate(resolve));
  }
}

function time(given: Date | number, field: string): number {
  const ms = Number(given);
  if (Number.isFinite(ms)) return ms;
  throw new KhqrRequestError(`${field} must be a date, got ${String(given)}.`, { field });
}
