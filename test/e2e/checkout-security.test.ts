import { describe, expect, it } from '@jest/globals';
import type { PaymentView } from 'nestjs-khqr/checkout';
import { CheckoutRuntime } from '../../lib/checkout/checkout.runtime.js';
import { calls, DRIVERS, openCheckout, type CheckoutShop } from '../support/checkout.js';
import { openEvents, type EventReader } from '../support/event-stream.js';

const JSON_BODY = { 'content-type': 'application/json' };

/** Every route below a payment's id. */
const ROUTES: readonly (readonly ['GET' | 'POST', (id: string) => string])[] = [
  ['GET', (id) => `/khqr/payments/${id}`],
  ['GET', (id) => `/khqr/payments/${id}/events`],
  ['GET', (id) => `/khqr/payments/${id}/qr.svg`],
  ['GET', (id) => `/khqr/payments/${id}/card.png?size=9`],
  ['GET', (id) => `/khqr/payments/${id}/deeplink`],
  ['GET', (id) => `/khqr/pay/${id}`],
  ['POST', (id) => `/khqr/payments/${id}/check`],
  ['POST', (id) => `/khqr/payments/${id}/renew`],
  ['POST', (id) => `/khqr/pay/${id}/sandbox`],
];

describe.each(DRIVERS)('attackers, on %s', (driver) => {
  it.each(['amount', 'currency'])('cannot choose the %s', async (field) => {
    const { app, post, bank } = await openCheckout(driver);
    const answer = await post('/khqr/payments', { reference: 'order-1', [field]: '0.01' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'KHQR_REQUEST', field });
    expect(calls({ bank })).toBe(0);
    await app.close();
  });

  it('cannot tell unknown, foreign and malformed ids apart, on any route', async () => {
    const { app, request, post, khqr } = await openCheckout(driver, {
      checkout: { authorize: (payment) => payment.reference !== 'order-2' },
    });
    const ask = { reference: 'order-2', amount: '20000', currency: 'KHR' } as const;
    const foreign = (await khqr.createPayment(ask)).id;
    // Its reference can be guessed.
    const byReference = await post('/khqr/payments', { reference: 'order-2' });
    expect([byReference.status, await byReference.text()]).toEqual([
      404,
      expect.not.stringContaining(foreign),
    ]);
    const malformed = [
      'x',
      '__proto__',
      '%00',
      'a%0d%0ab',
      '..%2f..',
      'x'.repeat(90),
      '%F0%9F%98%80',
    ];
    for (const [method, path] of ROUTES) {
      const seen = new Set<string>();
      for (const id of ['A'.repeat(22), foreign, ...malformed]) {
        const answer = await request(path(id), { method });
        const headers = [...answer.headers].filter(([name]) => name !== 'date');
        seen.add(JSON.stringify([answer.status, headers, await answer.text()]));
      }
      expect([path('ID'), [...seen]]).toEqual([path('ID'), [expect.stringMatching(/^\[404/)]]);
    }
    await app.close();
  });

  it('cannot see payments of another account', async () => {
    const account = { provider: 'sandbox' } as const;
    const { app, khqr, request } = await openCheckout(driver, {
      khqr: { accounts: { web: account, counter: account } },
      checkout: { account: 'web' },
    });
    const ask = { reference: 'c-1', amount: '3.00', currency: 'USD' } as const;
    const { id } = await khqr.account('counter').createPayment(ask);
    expect((await request(`/khqr/payments/${id}`)).status).toBe(404);
    await app.close();
  });

  it('cannot make the provider work: 1,000 public reads are no call', async () => {
    const shop = await openCheckout(driver, {
      khqr: { provider: 'sandbox', tracker: { enabled: false } },
    });
    const { urls } = await shop.order('order-1');
    const before = calls(shop);
    const reads = [urls.self, urls.qrSvg, urls.qrPng, urls.cardSvg, urls.page];
    for (let batch = 0; batch < 20; batch += 1) {
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, index) => shop.request(reads[index % reads.length] ?? '')),
      );
      for (const answer of answers) {
        expect(answer.status).toBe(200);
        await answer.arrayBuffer();
      }
    }
    expect(calls(shop)).toBe(before);
    await shop.app.close();
  });

  it('is limited in "I have paid", by payment and by client', async () => {
    const shop = await openCheckout(driver, {
      khqr: { provider: 'sandbox', tracker: { enabled: false } },
      checkout: { limits: { asksPerMinute: 10 } },
    });
    const { urls } = await shop.order('order-1');
    await shop.clock.advance(10_000);
    const before = calls(shop);
    const answers = [];
    for (let ask = 0; ask < 15; ask += 1) answers.push(await shop.post(urls.check));
    expect(answers.map(({ status }) => status)).toEqual([
      ...Array<number>(10).fill(200),
      ...Array<number>(5).fill(429),
    ]);
    expect(Number(answers.at(-1)?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(calls(shop)).toBe(before + 1);
    await shop.app.close();
  });

  it.each([
    ['too large', JSON.stringify({ reference: 'x'.repeat(2_000_000) }), 413],
    ['not JSON', '{"reference": "order-1"', 400],
    ['a list', '["order-1"]', 400],
    ['empty', '{}', 400],
    ['with a key too many', '{"reference":"order-1","admin":true}', 400],
    ['with __proto__', '{"reference":"order-1","__proto__":{"amount":"0.01"}}', 400],
    ['with constructor', '{"reference":"order-1","constructor":{"prototype":{}}}', 400],
    ['with an object as reference', '{"reference":{"$ne":null}}', 400],
    ['with a line break in the reference', '{"reference":"order-1\\r\\nset-cookie: a=b"}', 400],
    ['with NUL in the reference', '{"reference":"order-1\\u0000"}', 400],
    ['with half a character', '{"reference":"\\ud800"}', 400],
    ['with a reference of 129 characters', `{"reference":"${'x'.repeat(129)}"}`, 400],
    ['of an order that nobody has', '{"reference":"order-9"}', 404],
  ])('gets nowhere with a body that is %s', async (_, body, status) => {
    const { app, request, bank } = await openCheckout(driver);
    const answer = await request('/khqr/payments', { method: 'POST', headers: JSON_BODY, body });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(calls({ bank })).toBe(0);
    await app.close();
  });

  it('gets 503 beyond the limits of live status, and what was held is free when they leave', async () => {
    const limits = { streams: 5, streamsPerPayment: 3 };
    const shop = await openCheckout(driver, { checkout: { limits } });
    const [first, second] = [await shop.order('order-1'), await shop.order('order-2')];
    const { streams } = shop.app.get(CheckoutRuntime, { strict: false }).desk;
    const timers = shop.clock.pendingTimers;
    for (let round = 0; round < 5; round += 1) {
      const held: EventReader[] = [];
      const statuses: number[] = [];
      for (const { urls } of [first, first, first, first, second, second, second]) {
        const reader = await openEvents(shop.origin + urls.events);
        statuses.push(reader.status);
        held.push(reader);
        if (reader.status === 503) {
          expect(Number(reader.headers['retry-after'])).toBeGreaterThanOrEqual(5);
          await reader.ended;
        }
      }
      expect(statuses).toEqual([200, 200, 200, 503, 200, 200, 503]);
      for (const reader of held) reader.close();
      while (streams.size > 0) await new Promise((resolve) => setImmediate(resolve));
      expect(streams.current(first.id)).toBeUndefined();
      // Neither the heartbeat nor the readers of the two payments are left.
      expect(shop.clock.pendingTimers).toBe(timers);
    }
    await shop.app.close();
  });

  it.each(['63', '1025', '0', '-100', '1e3', '100px', '', '99999999999', '300.5', 'NaN'])(
    'cannot ask for a picture of %p pixels',
    async (size) => {
      const { app, order, request } = await openCheckout(driver);
      const { urls } = await order('order-1');
      for (const url of [urls.qrSvg, urls.qrPng, urls.cardSvg, urls.cardPng, urls.standSvg]) {
        const answer = await request(`${url}?size=${size}`);
        expect(answer.status).toBe(400);
        expect(await answer.json()).toMatchObject({ field: 'size' });
      }
      await app.close();
    },
  );

  it.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    'https://shop.example.evil.example/orders/1',
    'https://shop.example@evil.example/orders/1',
    'https://shop.example/orders/../admin',
    'https://shop.example/orders-of-others',
    'http://shop.example/orders/1',
    'javascript:alert(1)',
    'https://shop.example/orders/1\r\nset-cookie:a=b',
  ])('cannot have a customer sent to %j', async (target) => {
    const { app, order, request, khqr, clock } = await openCheckout(driver, {
      checkout: { returnUrls: ['https://shop.example/orders'], showReference: false },
    });
    const { id, urls } = await order('order-1');
    await khqr.cancelPayment(id);
    await clock.advance(0);
    const query = `?${new URLSearchParams({ return: target }).toString()}`;
    const plain = await (await request(urls.page)).text();
    const page = await (await request(urls.page + query)).text();
    expect(page).toBe(plain);
    const accept = 'text/html';
    const form = await request(urls.check + query, { method: 'POST', headers: { accept } });
    expect(form.headers.get('location')).toBe(`${urls.page}?notice=still-waiting`);
    await app.close();
  });

  it('cannot have a customer sent to another host by dots in a path of this one', async () => {
    const { app, order, request } = await openCheckout(driver, { checkout: { returnUrls: ['/'] } });
    const { urls } = await order('order-1');
    for (const target of ['/.//evil.example/x', '/x/..//evil.example']) {
      const query = new URLSearchParams({ return: target }).toString();
      expect(await (await request(`${urls.page}?${query}`)).text()).not.toContain('evil.example');
    }
    await app.close();
  });

  it('cannot frame the page, nor run anything of their own in it', async () => {
    const { app, order, request } = await openCheckout(driver);
    const { urls } = await order('order-1');
    const { headers } = await request(urls.page);
    expect(headers.get('x-frame-options')).toBe('DENY');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    await app.close();
  });

  it('find nothing in caches: no-store on all that changes, nosniff on everything', async () => {
    const { app, order, request, post } = await openCheckout(driver);
    const { urls } = await order('order-1');
    const answers = [
      await request(urls.self),
      await request(urls.page),
      await request('/khqr/payments/nobody12'),
      await post('/khqr/payments', { reference: 'order-1' }),
      await post(urls.check),
    ];
    for (const { headers } of answers) {
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
    const picture = await request(urls.qrSvg);
    expect(picture.headers.get('x-content-type-options')).toBe('nosniff');
    await app.close();
  });

  it('find no md5, metadata, note or account in any public answer', async () => {
    const secret = 'do-not-show';
    const shop: CheckoutShop = await openCheckout(driver, {
      checkout: {
        resolveOrder: () => ({
          amount: '5.00',
          currency: 'USD',
          note: `note ${secret}`,
          metadata: { margin: secret },
        }),
      },
    });
    const { id, urls }: PaymentView = await shop.order(`order ${secret}`);
    const payment = await shop.khqr.getPayment({ id });
    const reader = await openEvents(shop.origin + urls.events);
    await reader.until((seen) => seen.statuses().length === 1);
    reader.close();
    const status = await (await shop.request(urls.self)).text();
    for (const text of [status, reader.text()]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(payment?.md5);
    }
    await shop.app.close();
  });
});
