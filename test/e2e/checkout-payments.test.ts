import { describe, expect, it } from '@jest/globals';
import type { PaymentView } from 'nestjs-khqr/checkout';
import { DRIVERS, openCheckout } from '../support/checkout.js';

describe.each(DRIVERS)('payments over HTTP, on %s', (driver) => {
  it('makes the payment of an order, and answers it again while it is open', async () => {
    const { app, post } = await openCheckout(driver);
    const first = await post('/khqr/payments', { reference: 'order-1' });
    expect(first.status).toBe(201);
    const view = (await first.json()) as PaymentView;
    expect(view).toEqual({
      id: expect.stringMatching(/^[\w-]{22}$/),
      amount: '5.00',
      currency: 'USD',
      status: 'PENDING',
      qrString: expect.stringMatching(/^000201/),
      expiresAt: expect.stringMatching(/Z$/),
      serverTime: '2026-01-01T00:00:00.000Z',
      settled: false,
      urls: {
        self: `/khqr/payments/${view.id}`,
        events: `/khqr/payments/${view.id}/events`,
        qrSvg: `/khqr/payments/${view.id}/qr.svg`,
        qrPng: `/khqr/payments/${view.id}/qr.png`,
        cardSvg: `/khqr/payments/${view.id}/card.svg`,
        cardPng: `/khqr/payments/${view.id}/card.png`,
        standSvg: `/khqr/payments/${view.id}/stand.svg`,
        standPng: `/khqr/payments/${view.id}/stand.png`,
        page: `/khqr/pay/${view.id}`,
        check: `/khqr/payments/${view.id}/check`,
        renew: `/khqr/payments/${view.id}/renew`,
      },
    });
    expect(first.headers.get('location')).toBe(view.urls.self);
    const second = await post('/khqr/payments', { reference: 'order-1' });
    expect(second.status).toBe(200);
    expect(await second.json()).toEqual(view);
    await app.close();
  });

  it('shows what is stored, with the money and the time that it came', async () => {
    const { app, order, request, bank, khqr, settled } = await openCheckout(driver);
    const { id, urls } = await order('order-2');
    const { md5 } = (await khqr.getPayment({ id })) ?? { md5: '' };
    bank.pay(md5);
    await settled();
    const answer = await request(urls.self);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      id,
      amount: '20000',
      currency: 'KHR',
      status: 'PAID',
      settled: true,
      paidAt: expect.stringMatching(/Z$/),
    });
    await app.close();
  });

  it('answers 409 with the paid payment once the order is paid', async () => {
    const { app, order, post, bank, khqr, settled } = await openCheckout(driver);
    const { id } = await order('order-1');
    const { md5 } = (await khqr.getPayment({ id })) ?? { md5: '' };
    bank.pay(md5);
    await settled();
    const answer = await post('/khqr/payments', { reference: 'order-1' });
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({
      code: 'KHQR_ALREADY_PAID',
      payment: { id, status: 'PAID' },
    });
    await app.close();
  });

  it('asks for the new amount once an order has changed; money for the old code is a review', async () => {
    const { app, order, prices, bank, khqr, settled } = await openCheckout(driver);
    const before = await order('order-1');
    prices.set('order-1', { amount: '7.50', currency: 'USD' });
    const after = await order('order-1');
    expect(after).toMatchObject({ amount: '7.50', status: 'PENDING' });
    expect(after.id).not.toBe(before.id);
    const { md5 } = (await khqr.getPayment({ id: before.id })) ?? { md5: '' };
    bank.pay(md5);
    await settled();
    expect(await khqr.getPayment({ id: before.id })).toMatchObject({
      status: 'REVIEW',
      reviewReason: 'replaced',
    });
    await app.close();
  });

  it('asks the provider when the customer says "I have paid", once in 5 s', async () => {
    const { app, order, post, bank, khqr, clock } = await openCheckout(driver, {
      khqr: { provider: 'sandbox', tracker: { enabled: false } },
    });
    const { id, urls } = await order('order-1');
    const { md5 } = (await khqr.getPayment({ id })) ?? { md5: '' };
    await clock.advance(10_000);
    expect(await (await post(urls.check)).json()).toMatchObject({ status: 'PENDING' });
    bank.pay(md5);
    await clock.advance(4000);
    expect(await (await post(urls.check)).json()).toMatchObject({ status: 'PENDING' });
    await clock.advance(1000);
    expect(await (await post(urls.check)).json()).toMatchObject({ status: 'PAID' });
    await app.close();
  });

  it('gives a new code for the same order after the old one has ended', async () => {
    const { app, order, post, clock, request } = await openCheckout(driver);
    const { id, urls } = await order('order-1');
    await clock.advance(400_000);
    expect(await (await request(urls.self)).json()).toMatchObject({ status: 'EXPIRED' });
    const answer = await post(urls.renew);
    expect(answer.status).toBe(201);
    const renewed = (await answer.json()) as PaymentView;
    expect(renewed).toMatchObject({ status: 'PENDING', amount: '5.00' });
    expect(renewed.id).not.toBe(id);
    const again = await post(urls.renew);
    expect(again.status).toBe(200);
    expect(await again.json()).toMatchObject({ id: renewed.id });
    await app.close();
  });

  it('works by forms alone: each is answered by a redirect to the page', async () => {
    const { app, request, clock } = await openCheckout(driver);
    const headers = {
      accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
      'content-type': 'application/x-www-form-urlencoded',
    };
    const form = (path: string, body = '') => request(path, { method: 'POST', headers, body });
    const ordered = await form('/khqr/payments', 'reference=order-1');
    expect(ordered.status).toBe(303);
    const page = ordered.headers.get('location') ?? '';
    expect(page).toMatch(/^\/khqr\/pay\/[\w-]{22}$/);
    const id = page.split('/').at(-1) ?? '';
    const shown = await request(page, { headers: { accept: headers.accept } });
    expect(shown.status).toBe(200);
    expect(shown.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await shown.text()).toContain('Angkor Coffee');
    const checked = await form(`/khqr/payments/${id}/check?lang=km`);
    expect(checked.status).toBe(303);
    expect(checked.headers.get('location')).toBe(`${page}?lang=km&notice=still-waiting`);
    const hasty = await form(`/khqr/payments/${id}/check`);
    expect(hasty.headers.get('location')).toBe(`${page}?notice=ask-later`);
    await clock.advance(400_000);
    const renewed = await form(`/khqr/payments/${id}/renew`);
    expect(renewed.status).toBe(303);
    expect(renewed.headers.get('location')).not.toBe(page);
    await app.close();
  });
});
