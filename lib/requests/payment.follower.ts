import type { KhqrClock } from '../clock/khqr-clock.js';
import { quotable } from '../errors/foreign.text.js';
import { KhqrNotFoundError } from '../errors/khqr-not-found.error.js';
import { KhqrTimeoutError } from '../errors/khqr-timeout.error.js';
import type { PaymentRecord } from '../payment/payment-record.js';
import { statusRank } from '../payment/payment-status.js';
import { toPayment } from '../payment/to-payment.js';
import type { ChangeFeed } from '../stores/change-feed.port.js';
import type { PaymentRows } from '../stores/payment-rows.port.js';

/** A change may be told late or never, so whoever follows reads again this often, milliseconds. */
const REREAD_MS = 5000;

type Look = () => void;

/** Reads payments again when they may have changed: one subscription to the store's feed, however many follow. */
export class PaymentFollower {
  private readonly looks = new Map<string, Set<Look>>();
  private unsubscribe: (() => void) | undefined;
  private closed = false;

  constructor(
    private readonly store: PaymentRows & ChangeFeed,
    private readonly clock: KhqrClock,
  ) {}

  /** How many payments are followed now. */
  get size(): number {
    return this.looks.size;
  }

  /** Calls `seen` with the record now and whenever it may have changed, until the answered function is called. */
  follow(
    id: string,
    seen: (record: PaymentRecord) => void,
    failed: (error: unknown) => void,
  ): () => void {
    let over = false;
    let last: PaymentRecord | undefined;
    let timer: unknown;
    if (this.closed) {
      failed(shuttingDown());
      return () => undefined;
    }
    const read = async (): Promise<void> => {
      const record = await this.store.find({ id });
      // Ended while the store was being asked.
      if (isOver()) return;
      if (!record) throw new KhqrNotFoundError(`No payment has the id '${quotable(id)}'.`);
      // Two reads may overtake each other; a status only ever moves up.
      if (last && statusRank(record.status) < statusRank(last.status)) return;
      last = record;
      seen(record);
    };
    const isOver = (): boolean => over;
    const look = (): void => {
      if (over) return;
      if (this.closed) {
        failed(shuttingDown(last));
        return;
      }
      this.clock.clearTimeout(timer);
      timer = this.clock.setTimeout(look, REREAD_MS);
      read().catch((error: unknown) => {
        if (error instanceof KhqrNotFoundError) failed(error);
        // A store that is away for a moment is read again by the timer.
      });
    };
    this.subscribe(id, look);
    look();
    return () => {
      over = true;
      this.clock.clearTimeout(timer);
      this.forget(id, look);
    };
  }

  private subscribe(id: string, look: Look): void {
    this.unsubscribe ??= this.store.subscribe(({ paymentId }) => {
      if (paymentId === null) return;
      for (const listener of [...(this.looks.get(paymentId) ?? [])]) listener();
    });
    const looks = this.looks.get(id);
    if (looks) looks.add(look);
    else this.looks.set(id, new Set([look]));
  }

  private forget(id: string, look: Look): void {
    const looks = this.looks.get(id);
    looks?.delete(look);
    if (looks?.size === 0) this.looks.delete(id);
  }

  /** Ends all with an error, and those that come later. */
  close(): void {
    this.closed = true;
    for (const looks of [...this.looks.values()]) for (const look of [...looks]) look();
    this.unsubscribe?.();
  }
}

function shuttingDown(record?: PaymentRecord): KhqrTimeoutError {
  return new KhqrTimeoutError('The application is shutting down.', {
    payment: record && toPayment(record),
  });
}
