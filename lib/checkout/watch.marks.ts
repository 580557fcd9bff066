import type { KhqrClock } from '../clock/khqr-clock.js';
import type { KhqrAccount, Payment } from '../index.js';

/** A mark holds for 15 s. */
const AGAIN_MS = 10_000;

/** Tells the tracker which payments somebody looks at: one write for each payment in 10 s, however many look. */
export class WatchMarks {
  /** When each was marked last, oldest first. */
  private readonly marked = new Map<string, number>();

  constructor(
    private readonly khqr: Pick<KhqrAccount, 'markWatched'>,
    private readonly clock: KhqrClock,
  ) {}

  seen({ id, status }: Payment): void {
    if (status !== 'PENDING' && status !== 'CREATING') return;
    const now = this.clock.monotonic();
    this.forget(now);
    if (this.marked.has(id)) return;
    this.marked.set(id, now);
    // A mark is a hint: without it the payment is found a little later.
    this.khqr.markWatched(id).catch(() => undefined);
  }

  private forget(now: number): void {
    for (const [id, at] of this.marked) {
      if (now - at < AGAIN_MS) return;
      this.marked.delete(id);
    }
  }
}
