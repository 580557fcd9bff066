import type { KhqrClock } from './khqr-clock.js';

/**
 * How long something takes, also while the machine sleeps: the monotonic clock stands still then. The wall clock may be set
 * meanwhile, so what is told is at least the time that has passed.
 */
export class Elapsed {
  private readonly monotonic: number;
  private readonly wall: number;

  constructor(private readonly clock: KhqrClock) {
    this.monotonic = clock.monotonic();
    this.wall = clock.now();
  }

  /** Milliseconds since it was made. */
  get ms(): number {
    return Math.max(this.clock.monotonic() - this.monotonic, this.clock.now() - this.wall);
  }
}
