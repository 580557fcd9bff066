import type { KhqrClock } from '../clock/khqr-clock.js';
import { messageOf } from '../errors/message-of.js';

/** A store that is down is tried again after this long, doubling up to the longest, milliseconds. */
const RETRY_MS = { first: 100, longest: 5000 };

/** Offers what must not be lost to the store until it takes it. */
export class PatientWriter {
  private abandoned = false;
  /** Ends each wait for a store that is down. */
  private readonly waits = new Set<() => void>();

  constructor(
    private readonly clock: KhqrClock,
    private readonly warn: (message: string) => void,
  ) {}

  /** Something has been refused and is offered again. */
  get stuck(): boolean {
    return this.waits.size > 0;
  }

  /** From here on a store that fails is tried once more. */
  abandon(): void {
    this.abandoned = true;
    for (const end of [...this.waits]) end();
  }

  /** Rejects only after `abandon`. */
  async write<T>(write: () => Promise<T>): Promise<T> {
    for (let wait = RETRY_MS.first; ; wait = Math.min(wait * 2, RETRY_MS.longest)) {
      try {
        return await write();
      } catch (error) {
        if (this.abandoned) throw error;
        this.warn(
          `The store did not take an answer; trying again in ${wait} ms: ${messageOf(error)}`,
        );
        await this.pause(wait);
      }
    }
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        this.clock.clearTimeout(timer);
        this.waits.delete(end);
        resolve();
      };
      const timer = this.clock.setTimeout(end, ms);
      this.waits.add(end);
    });
  }
}
