import type { ServerResponse } from 'node:http';
import type { KhqrClock, KhqrTimer } from '../clock/khqr-clock.js';
import type { KhqrRandom } from '../clock/khqr-random.js';
import { isSettled, type KhqrAccount, type Payment } from '../index.js';
import { CheckoutRefusal } from './checkout.refusal.js';
import type { CheckoutLimits } from './checkout.options.js';
import { PaymentFeed, type StreamWatcher } from './payment.feed.js';
import type { PaymentView } from './payment-view.js';
import type { WatchMarks } from './watch.marks.js';

export interface StreamParts {
  readonly khqr: Pick<KhqrAccount, 'watchPayment'>;
  readonly marks: WatchMarks;
  readonly limits: CheckoutLimits;
  readonly clock: KhqrClock;
  readonly random: KhqrRandom;
  readonly view: (payment: Payment, mount: string) => PaymentView;
}

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  // no-transform: compression would hold events back.
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
};
const TICK_MS = 1000;
/** Readers come again after 1 to 4 s, so that those of a process that has ended do not all come at once. */
const RETRY_MS = { least: 1000, spread: 3000 };
const FULL_RETRY_S = 5;

/**
 * Live status: one subscription for each watched payment, one timer in all, and for each reader a response that is written to.
 * Node's own response rather than Nest's `@Sse()`, which keeps a Transform stream and an RxJS chain for each reader.
 */
export class PaymentStreams {
  private readonly feeds = new Map<string, PaymentFeed>();
  private timer: KhqrTimer = undefined;
  private open = 0;
  private closed = false;

  constructor(private readonly parts: StreamParts) {}

  /** Streams open now. */
  get size(): number {
    return this.open;
  }

  /** A payment that is being watched, as it was seen last: those who come again need no read of the store. */
  current(id: string): Payment | undefined {
    return this.feeds.get(id)?.payment;
  }

  /** @throws CheckoutRefusal 503 where a limit is reached */
  admit(id: string): void {
    const { limits, random } = this.parts;
    const watching = this.feeds.get(id)?.watchers.size ?? 0;
    if (!this.closed && this.open < limits.streams && watching < limits.streamsPerPayment) return;
    const retryAfter = FULL_RETRY_S + Math.floor(random.number() * FULL_RETRY_S);
    throw new CheckoutRefusal('unavailable', { retryAfter });
  }

  /** Writes the state and, until it is settled, every change. Call `admit` right before. */
  begin(found: Payment, mount: string, response: ServerResponse): void {
    // The reader left while the shop was being asked: no 'close' will follow any more.
    if (response.destroyed) return;
    const { clock, random, limits } = this.parts;
    // It may have changed since, and the other readers have been told.
    const payment = this.current(found.id) ?? found;
    response.writeHead(200, HEADERS);
    const retry = Math.floor(RETRY_MS.least + random.number() * RETRY_MS.spread);
    const first = `retry: ${retry}\n\n${this.event(payment, mount)}`;
    if (isSettled(payment.status)) {
      response.end(first);
      return;
    }
    response.write(first);
    const until = clock.monotonic() + limits.streamMs;
    const watcher: StreamWatcher = { response, mount, until };
    const feed = this.feeds.get(payment.id) ?? this.follow(payment);
    feed.watchers.add(watcher);
    this.open += 1;
    response.on('close', () => {
      this.leave(payment.id, feed, watcher);
    });
    response.on('error', ignore);
    this.timer ??= this.arm();
  }

  /** Ends all streams, and takes no more. */
  close(): void {
    this.closed = true;
    this.parts.clock.clearTimeout(this.timer);
    this.timer = undefined;
    for (const feed of [...this.feeds.values()]) this.drop(feed);
  }

  private follow(payment: Payment): PaymentFeed {
    const { khqr, clock, random, limits } = this.parts;
    const feed = new PaymentFeed(payment, clock.monotonic() + random.number() * limits.heartbeatMs);
    this.feeds.set(payment.id, feed);
    const subscription = khqr.watchPayment(payment.id).subscribe({
      next: (seen) => {
        this.seen(feed, seen);
      },
      // Removed, or the application ends: the readers come again and are told.
      error: () => {
        this.drop(feed);
      },
      complete: () => {
        this.drop(feed);
      },
    });
    feed.stop = () => {
      subscription.unsubscribe();
    };
    return feed;
  }

  private seen(feed: PaymentFeed, payment: Payment): void {
    const same = sameToCustomer(feed.payment, payment);
    feed.payment = payment;
    if (!same) feed.tell((mount) => this.event(payment, mount));
  }

  private drop(feed: PaymentFeed): void {
    if (this.feeds.get(feed.payment.id) === feed) this.feeds.delete(feed.payment.id);
    feed.stop();
    feed.end();
  }

  private leave(id: string, feed: PaymentFeed, watcher: StreamWatcher): void {
    if (!feed.watchers.delete(watcher)) return;
    this.open -= 1;
    if (feed.watchers.size === 0 && this.feeds.get(id) === feed) this.drop(feed);
    if (this.open > 0) return;
    this.parts.clock.clearTimeout(this.timer);
    this.timer = undefined;
  }

  private arm(): KhqrTimer {
    return this.parts.clock.setTimeout(() => {
      this.timer = this.arm();
      this.tick();
    }, TICK_MS);
  }

  private tick(): void {
    const { clock, marks, limits } = this.parts;
    const now = clock.monotonic();
    for (const feed of [...this.feeds.values()]) {
      marks.seen(feed.payment);
      feed.endOld(now);
      if (feed.beatAt > now) continue;
      feed.beatAt = now + limits.heartbeatMs;
      feed.beat();
    }
  }

  private event(payment: Payment, mount: string): string {
    const view = this.parts.view(payment, mount);
    return `event: payment\nid: ${payment.status}\ndata: ${JSON.stringify(view)}\n\n`;
  }
}

function ignore(): void {
  // A reader that is gone; 'close' follows.
}

function sameToCustomer(before: Payment, after: Payment): boolean {
  return (
    before.status === after.status &&
    before.qrString === after.qrString &&
    before.late === after.late &&
    before.expiresAt.getTime() === after.expiresAt.getTime() &&
    before.paidAt?.getTime() === after.paidAt?.getTime()
  );
}
