import type { ServerResponse } from 'node:http';
import type { Payment } from '../index.js';

/** One open stream. */
export interface StreamWatcher {
  readonly response: ServerResponse;
  /** Where the routes are for this reader. */
  readonly mount: string;
  /** When the stream is ended, on the monotonic clock. */
  readonly until: number;
}

/** A reader that does not read: what waits in its buffer is at most this, bytes. An event has about 1,500. */
const MOST_WAITING = 16 * 1024;
const BEAT = Buffer.from(':\n\n');

/** Everybody in this process who watches one payment. */
export class PaymentFeed {
  readonly watchers = new Set<StreamWatcher>();
  /** Ends the subscription to the payment's changes. */
  stop: () => void = () => undefined;

  constructor(
    /** As it was seen last. */
    public payment: Payment,
    /** When a comment is due, on the monotonic clock. */
    public beatAt: number,
  ) {}

  /** Writes an event to all, made once for each mount. */
  tell(event: (mount: string) => string): void {
    const made = new Map<string, Buffer>();
    for (const watcher of [...this.watchers]) {
      let chunk = made.get(watcher.mount);
      if (!chunk) {
        chunk = Buffer.from(event(watcher.mount));
        made.set(watcher.mount, chunk);
      }
      write(watcher, chunk);
    }
  }

  beat(): void {
    for (const watcher of [...this.watchers]) write(watcher, BEAT);
  }

  /** Ends streams that are older than they may be; their readers come again. */
  endOld(now: number): void {
    for (const { response, until } of [...this.watchers]) if (until <= now) response.end();
  }

  end(): void {
    for (const { response } of [...this.watchers]) response.end();
  }
}

/** A reader that has fallen behind is cut off rather than kept in memory; it connects again, or polls. */
function write({ response }: StreamWatcher, chunk: Buffer): void {
  if (response.writableLength > MOST_WAITING) response.destroy();
  else response.write(chunk);
}
