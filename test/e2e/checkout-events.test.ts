import { describe, expect, it } from '@jest/globals';
import { MemoryPaymentStore, type KhqrService } from 'nestjs-khqr';
import { DRIVERS, openCheckout, type CheckoutShop } from '../support/checkout.js';
import { openEvents, type EventReader } from '../support/event-stream.js';
import { intercept } from '../support/replicas.js';

const md5Of = async (khqr: KhqrService, id: string): Promise<string> =>
  (await khqr.getPayment({ id }))?.md5 ?? '';

/** The server learns of a reader that has gone when its socket does, in a moment of real time. */
async function untilNobody({ clock }: CheckoutShop, timersBefore: number): Promise<void> {
  while (clock.pendingTimers > timersBefore) await new Promise((r) => setImmediate(r));
}

describe.each(DRIVERS)('live status, on %s', (driver) => {
  it('tells the state, then the change, and ends when it is settled', async () => {
    const shop = await openCheckout(driver);
    const { id, urls } = await shop.order('order-1');
    const reader = await openEvents(shop.origin + urls.events);
    expect(reader.status).toBe(200);
    expect(reader.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    });
    await reader.until((seen) => seen.statuses().length === 1);
    expect(reader.text()).toMatch(/^retry: \d{4}\n\nevent: payment\nid: PENDING\ndata: \{/);
    shop.bank.pay(await md5Of(shop.khqr, id));
    await shop.settled();
    await reader.ended;
    expect(reader.statuses()).toEqual(['PENDING', 'PAID']);
    expect(reader.views().at(-1)).toMatchObject({ id, settled: true, urls: { self: urls.self } });
    await shop.app.close();
  });

  it('ends at once where the payment is settled, and tells a reader that has seen it not to come again', async () => {
    const { app, origin, order, khqr, clock } = await openCheckout(driver);
    const { id, urls } = await order('order-1');
    await khqr.cancelPayment(id);
    await clock.advance(0);
    const reader = await openEvents(origin + urls.events);
    await reader.ended;
    expect(reader.statuses()).toEqual(['CANCELLED']);
    const again = await openEvents(origin + urls.events, { 'last-event-id': 'CANCELLED' });
    expect(again.status).toBe(204);
    await again.ended;
    await app.close();
  });

  it('beats every 20 s, ends after 15 minutes, and comes again after 1 to 4 s', async () => {
    const { app, origin, order, clock } = await openCheckout(driver, {
      khqr: { provider: 'sandbox', expiresInMs: 3_600_000 },
    });
    const { urls } = await order('order-1');
    const reader = await openEvents(origin + urls.events);
    const beats = (): number =>
      reader
        .text()
        .split('\n')
        .filter((line) => line === ':').length;
    await clock.advance(20_000);
    await reader.until(() => beats() === 1);
    await clock.advance(40_000);
    await reader.until(() => beats() === 3);
    const [, retry] = /^retry: (\d+)$/m.exec(reader.text()) ?? [];
    expect(Number(retry)).toBeGreaterThanOrEqual(1000);
    expect(Number(retry)).toBeLessThan(4000);
    await clock.advance(840_000);
    await reader.ended;
    await app.close();
  });

  it('reads the store once for all who watch one payment', async () => {
    const store = new MemoryPaymentStore();
    let reads = 0;
    const counted = intercept(store, {
      find: (query) => {
        reads += 1;
        return store.find(query);
      },
    });
    const { app, origin, order, clock } = await openCheckout(driver, {
      khqr: { provider: 'sandbox', tracker: { enabled: false } },
      testing: { store: counted },
    });
    const { urls } = await order('order-1');
    const readers: EventReader[] = [];
    for (let index = 0; index < 20; index += 1) {
      readers.push(await openEvents(origin + urls.events));
    }
    await clock.advance(0);
    reads = 0;
    // The payment is read again every 5 s, in case a change was not told.
    await clock.advance(60_000);
    expect(reads).toBeLessThanOrEqual(12 + 6);
    for (const reader of readers) reader.close();
    await app.close();
  });

  it('marks a payment as watched while somebody watches, once in 10 s however many do', async () => {
    const store = new MemoryPaymentStore();
    let marks = 0;
    const counted = intercept(store, {
      markWatched: (id, until) => {
        marks += 1;
        return store.markWatched(id, until);
      },
    });
    const shop = await openCheckout(driver, { testing: { store: counted } });
    const { app, origin, order, request, clock } = shop;
    const { urls } = await order('order-1');
    const readers = await Promise.all(
      Array.from({ length: 5 }, () => openEvents(origin + urls.events)),
    );
    for (let look = 0; look < 20; look += 1) await request(urls.self);
    await clock.advance(0);
    expect(marks).toBe(1);
    await clock.advance(60_000);
    expect(marks).toBe(7);
    for (const reader of readers) reader.close();
    await app.close();
  });

  it('ends for everybody when the application does', async () => {
    const { app, origin, order, clock } = await openCheckout(driver);
    const { urls } = await order('order-1');
    const reader = await openEvents(origin + urls.events);
    await reader.until((seen) => seen.statuses().length === 1);
    await app.close();
    await reader.ended;
    expect(clock.pendingTimers).toBe(0);
  });

  it('answers HEAD without a stream', async () => {
    const shop = await openCheckout(driver);
    const { urls } = await shop.order('order-1');
    const timers = shop.clock.pendingTimers;
    const answer = await shop.request(urls.events, { method: 'HEAD' });
    expect(answer.status).toBe(200);
    await untilNobody(shop, timers);
    await shop.app.close();
  });
});
