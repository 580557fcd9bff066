import type { KhqrClock, KhqrTimer } from '../../lib/clock/khqr-clock.js';

interface Happening {
  readonly at: number;
  /** What is planned for one moment happens in the order in which it was planned. */
  readonly order: number;
  /** Null: taken back. */
  callback: (() => void) | null;
}

/** So many steps are handed to the event loop at once: between two of them it runs every promise there is, and nothing else. */
const STEPS_A_ROUND = 64;

/**
 * The world's time and all that is planned in it. One step is one happening and every promise that follows from it. Whole
 * milliseconds, so that codes can be written from it.
 */
export class VirtualTime implements KhqrClock {
  readonly #start: number;
  readonly #heap: Happening[] = [];
  #elapsed = 0;
  #order = 0;
  #taken = 0;

  /** @param mayGoOn false while something is still under way that no promise of this process shows (a disk). */
  constructor(
    start: number,
    private readonly mayGoOn: () => boolean = () => true,
  ) {
    this.#start = start;
  }

  now(): number {
    return this.#start + this.#elapsed;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  /** Steps so far. */
  get steps(): number {
    return this.#taken;
  }

  setTimeout(callback: () => void, delayMs: number): KhqrTimer {
    // As Node does: a timer that sets itself again must not hold time still.
    return this.after(delayMs >= 1 ? delayMs : 1, callback);
  }

  clearTimeout(timer: KhqrTimer): void {
    const happening = timer as Happening | undefined;
    if (happening) happening.callback = null;
  }

  after(delayMs: number, callback: () => void): KhqrTimer {
    const happening = { at: Math.ceil(this.#elapsed + delayMs), order: this.#order, callback };
    this.#order += 1;
    this.#put(happening);
    return happening;
  }

  /** Lets things happen until `untilMs` (on `monotonic`). What throws in a happening ends it. */
  run(untilMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      let over = false;
      const step = (): void => {
        if (over || !this.mayGoOn()) return;
        try {
          if (this.#step(untilMs)) return;
          over = true;
          this.#elapsed = Math.max(this.#elapsed, untilMs);
          resolve();
        } catch (error) {
          over = true;
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      const round = (): void => {
        if (over) return;
        for (let count = 0; count < STEPS_A_ROUND; count += 1) setImmediate(step);
        setImmediate(round);
      };
      setImmediate(round);
    });
  }

  /** False: nothing more is planned until then. */
  #step(untilMs: number): boolean {
    for (;;) {
      const next = this.#heap[0];
      if (!next || next.at > untilMs) return false;
      this.#take();
      const { callback } = next;
      if (!callback) continue;
      this.#elapsed = Math.max(this.#elapsed, next.at);
      this.#taken += 1;
      next.callback = null;
      callback();
      return true;
    }
  }

  #put(happening: Happening): void {
    const heap = this.#heap;
    let place = heap.length;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above];
      if (!parent || before(parent, happening)) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = happening;
  }

  #take(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let place = 0;
    for (;;) {
      const left = heap[2 * place + 1];
      const right = heap[2 * place + 2];
      if (!left) break;
      const child = right && before(right, left) ? right : left;
      if (before(last, child)) break;
      heap[place] = child;
      place = child === left ? 2 * place + 1 : 2 * place + 2;
    }
    heap[place] = last;
  }
}

function before(one: Happening, other: Happening): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
