import { Observable } from 'rxjs';
import type { KhqrClock } from '../clock/khqr-clock.js';
import { KhqrNotFoundError } from '../errors/khqr-not-found.error.js';
import { KhqrTimeoutError } from '../errors/khqr-timeout.error.js';
import type { PaymentRecord } from '../payment/payment-record.js';
import type { Payment } from '../payment/payment.js';
import { isSettled } from '../payment/payment-status.js';
import { toPayment } from '../payment/to-payment.js';
import type { ChangeFeed } from '../stores/change-feed.port.js';
import type { PaymentRows } from '../stores/payment-rows.port.js';

export interface WaitOptions {
  /** Rejects with its reason when aborted. */
  readonly signal?: AbortSignal;
  /** Rejects with KhqrTimeoutError, carrying the payment as it is then. Milliseconds. @default none */
  readonly timeoutMs?: number;
}

/** A change may be told late or never, so whoever watches reads again this often, milliseconds. */
const REREAD_MS = 5000;

type Look = () => void;

/** Tells callers in this process of changes to payments: one subscription to the store's feed, however many watch. */
export class PaymentWatcher {
  private readonly looks = new Map<string, Set<Look>>();
  private unsubscribe: (() => void) | undefined;
  private closed = false;

  constructor(
    private readonly store: PaymentRows & ChangeFeed,
    private readonly clock: KhqrClock,
  ) {}

  /** The payment now, then after each change; completes when it is settled. */
  watch(id: string): Observable<Payment> {
    return new Observable<Payment>((subscriber) => {
      let last: PaymentRecord | undefined;
      const stop = this.follow(
        id,
        (record) => {
          if (last && sameToShop(last, record)) return;
          last = record;
          subscriber.next(toPayment(record));
          if (isSettled(record.status)) subscriber.complete();
        },
        (error) => {
          subscriber.error(error);
        },
      );
      return stop;
    });
  }

  /** Resolves with the settled payment. */
  async wait(id: string, { signal, timeoutMs }: WaitOptions = {}): Promise<Payment> {
    signal?.throwIfAborted();
    const ends: (() => void)[] = [];
    try {
      return await new Promise<Payment>((resolve, reject) => {
        let last: PaymentRecord | undefined;
        const seen = (record: PaymentRecord): void => {
          last = record;
          if (isSettled(record.status)) resolve(toPayment(record));
        };
        ends.push(this.follow(id, seen, reject));
        if (signal) {
          const abort = (): void => {
            reject(signal.reason as Error);
          };
          signal.addEventListener('abort', abort, { once: true });
          ends.push(() => {
            signal.removeEventListener('abort', abort);
          });
        }
        if (timeoutMs !== undefined) {
          const timer = this.clock.setTimeout(() => {
            reject(timedOut(`The payment was not settled within ${timeoutMs} ms.`, last));
          }, timeoutMs);
          ends.push(() => {
            this.clock.clearTimeout(timer);
          });
        }
      });
    } finally {
      for (const end of ends) end();
    }
  }

  /** Resolves when the payment is not CREATING any more, or after `limitMs`. */
  untilCreated(id: string, limitMs: number): Promise<void> {
    return new Promise((resolve) => {
      let stop = (): void => undefined;
      const end = (): void => {
        this.clock.clearTimeout(timer);
        stop();
        resolve();
      };
      const timer = this.clock.setTimeout(end, limitMs);
      stop = this.follow(
        id,
        (record) => {
          if (record.status !== 'CREATING') end();
        },
        end,
      );
    });
  }

  /** Ends every watch with an error. */
  close(): void {
    this.closed = true;
    for (const looks of [...this.looks.values()]) for (const look of [...looks]) look();
    this.unsubscribe?.();
  }

  /** Calls `seen` with the record now and whenever it may have changed, until the answered function is called. */
  private follow(
    id: string,
    seen: (record: PaymentRecord) => void,
    failed: (error: unknown) => void,
  ): () => void {
    let over = false;
    let last: PaymentRecord | undefined;
    let timer: unknown;
    const read = async (): Promise<void> => {
      const record = await this.store.find({ id });
      // Ended while the store was being asked.
      if (isOver()) return;
      if (!record) throw new KhqrNotFoundError(`No payment has the id '${id}'.`);
      last = record;
      seen(record);
    };
    const isOver = (): boolean => over;
    const look = (): void => {
      if (over) return;
      if (this.closed) {
        failed(timedOut('The application is shutting down.', last));
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
}

function timedOut(message: string, record: PaymentRecord | undefined): KhqrTimeoutError {
  return new KhqrTimeoutError(message, { payment: record && toPayment(record) });
}

/** Polling moves fields of a record that no shop sees. */
function sameToShop(before: PaymentRecord, after: PaymentRecord): boolean {
  return (
    before.status === after.status &&
    before.md5 === after.md5 &&
    before.expiresAt === after.expiresAt &&
    before.reviewReason === after.reviewReason
  );
}
