import { Observable } from 'rxjs';
import type { KhqrClock } from '../clock/khqr-clock.js';
import { KhqrTimeoutError } from '../errors/khqr-timeout.error.js';
import type { PaymentRecord } from '../payment/payment-record.js';
import type { Payment } from '../payment/payment.js';
import { isSettled } from '../payment/payment-status.js';
import { toPayment } from '../payment/to-payment.js';
import type { ChangeFeed } from '../stores/change-feed.port.js';
import type { PaymentRows } from '../stores/payment-rows.port.js';
import { checkTimeoutMs } from './check-input.js';
import { PaymentFollower } from './payment.follower.js';

export interface WaitOptions {
  /** Rejects with its reason when aborted. */
  readonly signal?: AbortSignal;
  /** Rejects with KhqrTimeoutError, carrying the payment as it is then. Milliseconds. @default none */
  readonly timeoutMs?: number;
}

/** Tells callers in this process of changes to payments. */
export class PaymentWatcher {
  private readonly follower: PaymentFollower;

  constructor(
    store: PaymentRows & ChangeFeed,
    private readonly clock: KhqrClock,
  ) {
    this.follower = new PaymentFollower(store, clock);
  }

  /** How many payments somebody waits for or watches. */
  get watched(): number {
    return this.follower.size;
  }

  /** The payment now, then after each change; completes when it is settled. */
  watch(id: string): Observable<Payment> {
    return new Observable<Payment>((subscriber) => {
      let last: PaymentRecord | undefined;
      const stop = this.follower.follow(
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

  /** Resolves with the settled payment; `known` is what a time-out tells of where the store does not answer at all. */
  async wait(
    id: string,
    { signal, timeoutMs }: WaitOptions = {},
    known?: PaymentRecord,
  ): Promise<Payment> {
    signal?.throwIfAborted();
    const limit = checkTimeoutMs(timeoutMs);
    const ends: (() => void)[] = [];
    try {
      return await new Promise<Payment>((resolve, reject) => {
        let last = known;
        const seen = (record: PaymentRecord): void => {
          last = record;
          if (isSettled(record.status)) resolve(toPayment(record));
        };
        ends.push(this.follower.follow(id, seen, reject));
        if (signal) {
          const abort = (): void => {
            reject(signal.reason as Error);
          };
          signal.addEventListener('abort', abort, { once: true });
          ends.push(() => {
            signal.removeEventListener('abort', abort);
          });
        }
        if (limit !== undefined) {
          const timer = this.clock.setTimeout(() => {
            const payment = last && toPayment(last);
            reject(new KhqrTimeoutError(`Not settled within ${limit} ms.`, { payment }));
          }, limit);
          ends.push(() => {
            this.clock.clearTimeout(timer);
          });
        }
      });
    } finally {
      for (const end of ends) end();
    }
  }

  /** Resolves when the payment is not CREATING any more, or after `limitMs`. @throws KhqrTimeoutError when the application ends */
  async untilCreated(id: string, limitMs: number): Promise<void> {
    const ends: (() => void)[] = [];
    try {
      await new Promise<void>((resolve, reject) => {
        const seen = ({ status }: PaymentRecord): void => {
          if (status !== 'CREATING') resolve();
        };
        ends.push(this.follower.follow(id, seen, reject));
        const timer = this.clock.setTimeout(resolve, limitMs);
        ends.push(() => {
          this.clock.clearTimeout(timer);
        });
      });
    } finally {
      for (const end of ends) end();
    }
  }

  /** Ends every watch with an error. */
  close(): void {
    this.follower.close();
  }
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
