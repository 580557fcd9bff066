import { describe, expect, it } from '@jest/globals';
import { KhqrTimeoutError } from '../../../lib/errors/khqr-timeout.error.js';
import type { PaymentRecord } from '../../../lib/payment/payment-record.js';
import type { PaymentStatus } from '../../../lib/payment/payment-status.js';
import { PaymentWatcher } from '../../../lib/requests/payment.watcher.js';
import type { Change } from '../../../lib/stores/change-feed.port.js';
import { KhqrTestClock } from '../../../lib/testing/khqr-test.clock.js';
import { rejection } from '../../support/caught.js';
import { paymentRecord } from '../../support/records.js';

/** A store with one payment, whose reads end when a test says so, and whose feed may be silent. */
class SlowRows {
  record: PaymentRecord | null = paymentRecord({ id: 'a', status: 'PENDING' });
  slow = false;
  down = false;
  reads = 0;
  subscriptions = 0;
  readonly waiting: (() => void)[] = [];
  private readonly listeners = new Set<(change: Change) => void>();

  readonly subscribe = (listener: (change: Change) => void): (() => void) => {
    this.subscriptions += 1;
    this.listeners.add(listener);
    return () => {
      this.subscriptions -= 1;
      this.listeners.delete(listener);
    };
  };

  readonly find = async (): Promise<PaymentRecord | null> => {
    this.reads += 1;
    if (this.down) throw new Error('The database is away.');
    const { record } = this;
    if (this.slow) await new Promise<void>((resolve) => void this.waiting.push(resolve));
    return record;
  };

  become(status: PaymentStatus, patch: Partial<PaymentRecord> = {}): void {
    this.record = this.record && { ...this.record, ...patch, status };
  }

  tell(paymentId: string | null = 'a'): void {
    for (const listener of this.listeners) listener({ paymentId, hasEvents: false });
  }
}

function world() {
  const rows = new SlowRows();
  const clock = new KhqrTestClock();
  const watcher = new PaymentWatcher(rows as unknown as Rows, clock);
  return { rows, clock, watcher, watched: () => watcher.watched };
}

type Rows = ConstructorParameters<typeof PaymentWatcher>[0];

describe('watching', () => {
  it('forgets a payment, its timer and its signal when nobody watches any more', async () => {
    const { rows, clock, watcher, watched } = world();
    const { signal } = new AbortController();
    const waits = Array.from({ length: 20 }, () =>
      watcher.wait('a', { signal, timeoutMs: 60_000 }),
    );
    const views = Array.from({ length: 20 }, () => watcher.watch('a').subscribe());
    await clock.advance(0);
    expect([watched(), rows.subscriptions]).toEqual([1, 1]);
    for (const view of views) view.unsubscribe();
    rows.become('PAID');
    rows.tell();
    await Promise.all(waits);
    expect([watched(), clock.pendingTimers]).toEqual([0, 0]);
  });

  it('notices without being told, at the latest after 5 s', async () => {
    const { rows, clock, watcher } = world();
    const wait = watcher.wait('a');
    await clock.advance(1_000);
    rows.become('PAID');
    await clock.advance(4_000);
    expect(await wait).toMatchObject({ status: 'PAID' });
    expect(clock.pendingTimers).toBe(0);
  });

  it('does not read again for other payments, and outlives a store that is away', async () => {
    const { rows, clock, watcher } = world();
    const wait = watcher.wait('a');
    await clock.advance(0);
    rows.tell('b');
    rows.tell(null);
    await clock.advance(0);
    expect(rows.reads).toBe(1);
    rows.down = true;
    rows.tell();
    await clock.advance(20_000);
    rows.down = false;
    rows.become('EXPIRED');
    await clock.advance(5_000);
    expect(await wait).toMatchObject({ status: 'EXPIRED' });
  });

  it('tells each change that a shop can see, once, in the order of statuses', async () => {
    const { rows, clock, watcher } = world();
    rows.become('CREATING');
    const seen: string[] = [];
    watcher.watch('a').subscribe({
      next: ({ status }) => void seen.push(status),
      complete: () => void seen.push('complete'),
    });
    await clock.advance(0);
    rows.become('PENDING');
    rows.tell();
    await clock.advance(0);
    rows.become('PENDING', { dueAt: 1, unpaidAt: 2, epoch: 3 });
    rows.tell();
    await clock.advance(0);
    rows.become('REVIEW', { reviewReason: 'amount' });
    rows.tell();
    await clock.advance(0);
    rows.become('PAID', { reviewReason: null });
    rows.tell();
    await clock.advance(0);
    expect(seen).toEqual(['CREATING', 'PENDING', 'REVIEW', 'PAID', 'complete']);
  });

  it('never goes back, though an older read ends after a newer one', async () => {
    const { rows, clock, watcher } = world();
    const seen: string[] = [];
    rows.slow = true;
    rows.become('CREATING');
    const view = watcher.watch('a').subscribe(({ status }) => void seen.push(status));
    rows.become('PENDING');
    rows.tell();
    expect(rows.waiting).toHaveLength(2);
    const [older, newer] = rows.waiting;
    newer?.();
    await clock.advance(0);
    older?.();
    await clock.advance(0);
    expect(seen).toEqual(['PENDING']);
    view.unsubscribe();
  });

  it('tells nothing any more after it was ended while the store was being asked', async () => {
    const { rows, clock, watcher } = world();
    rows.slow = true;
    const seen: unknown[] = [];
    const view = watcher.watch('a').subscribe((payment) => void seen.push(payment));
    view.unsubscribe();
    for (const end of rows.waiting) end();
    await clock.advance(10_000);
    expect(seen).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('ends with an error for a payment that is gone', async () => {
    const { rows, clock, watcher, watched } = world();
    const wait = rejection(watcher.wait('a'));
    await clock.advance(0);
    rows.record = null;
    rows.tell();
    expect(await wait).toMatchObject({ code: 'KHQR_NOT_FOUND' });
    expect([watched(), clock.pendingTimers]).toEqual([0, 0]);
  });
});

describe('waiting', () => {
  it('ends with the payment when the time is over', async () => {
    const { clock, watcher, watched } = world();
    const wait = rejection(watcher.wait('a', { timeoutMs: 3_000 }));
    await clock.advance(2_999);
    expect(watched()).toBe(1);
    await clock.advance(1);
    const error = await wait;
    expect(error).toBeInstanceOf(KhqrTimeoutError);
    expect(error).toMatchObject({ retryable: true, payment: { id: 'a', status: 'PENDING' } });
    expect([watched(), clock.pendingTimers]).toEqual([0, 0]);
  });

  it.each([Infinity, 2 ** 31, 2 ** 40])(
    'takes %p as what it says, not as at once',
    async (timeoutMs) => {
      const { rows, clock, watcher } = world();
      const longest: number[] = [];
      const set = clock.setTimeout.bind(clock);
      clock.setTimeout = (callback, delay) => {
        longest.push(delay);
        return set(callback, delay);
      };
      const wait = watcher.wait('a', { timeoutMs });
      await clock.advance(86_400_000);
      rows.become('PAID');
      rows.tell();
      expect(await wait).toMatchObject({ status: 'PAID' });
      // Node fires at once what is above.
      expect(Math.max(...longest)).toBeLessThan(2 ** 31);
    },
  );

  it.each([NaN, -1, '5000', null])('refuses %p', async (timeoutMs) => {
    const { clock, watcher } = world();
    const error = await rejection(watcher.wait('a', { timeoutMs: timeoutMs as number }));
    expect(error).toMatchObject({ code: 'KHQR_REQUEST', field: 'timeoutMs' });
    expect(clock.pendingTimers).toBe(0);
  });

  it('ends with the reason of its signal, before it began or later', async () => {
    const { clock, watcher, watched } = world();
    const reason = new Error('The customer has left.');
    expect(await rejection(watcher.wait('a', { signal: AbortSignal.abort(reason) }))).toBe(reason);
    const controller = new AbortController();
    const wait = rejection(watcher.wait('a', { signal: controller.signal }));
    await clock.advance(1_000);
    controller.abort(reason);
    expect(await wait).toBe(reason);
    expect([watched(), clock.pendingTimers]).toEqual([0, 0]);
  });

  it('ends when the application does, also where it begins after that', async () => {
    const { clock, watcher, watched } = world();
    const wait = rejection(watcher.wait('a'));
    await clock.advance(0);
    watcher.close();
    for (const error of [await wait, await rejection(watcher.wait('a'))]) {
      expect(error).toBeInstanceOf(KhqrTimeoutError);
      expect((error as Error).message).toContain('shutting down');
    }
    // A caller who tried again at once would try for ever.
    expect(await rejection(watcher.untilCreated('a', 30_000))).toBeInstanceOf(KhqrTimeoutError);
    expect([watched(), clock.pendingTimers]).toEqual([0, 0]);
  });
});

describe('waiting for a code that somebody else is making', () => {
  it('ends when it is made, when it failed, or when the time is over', async () => {
    for (const status of ['PENDING', 'FAILED', 'CREATING'] as const) {
      const { rows, clock, watcher, watched } = world();
      rows.become('CREATING');
      let ended = false;
      const wait = watcher.untilCreated('a', 30_000).then(() => (ended = true));
      await clock.advance(29_999);
      expect(ended).toBe(false);
      rows.become(status);
      if (status === 'CREATING') await clock.advance(1);
      else rows.tell();
      await wait;
      expect([watched(), clock.pendingTimers]).toEqual([0, 0]);
    }
  });
});
