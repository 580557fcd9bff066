import { describe, expect, it } from '@jest/globals';
import type { KhqrCheckoutModuleOptions } from 'nestjs-khqr/checkout';
import { rejection } from '../support/caught.js';
import { calls, DRIVERS, openCheckout, type Driver } from '../support/checkout.js';

const ORDER = { amount: 5, currency: 'USD', note: 'Order #1234' };

async function openProxy(driver: Driver, checkout: Partial<KhqrCheckoutModuleOptions> = {}) {
  const shop = await openCheckout(driver, {
    checkout: { proxy: true, allowClientAmounts: true, ...checkout },
  });
  const read = async (answer: Response) => ({
    code: answer.status,
    body: (await answer.json()) as Record<string, unknown>,
  });
  return {
    ...shop,
    /** As APIKHQR's sample for Flutter asks, below the address of the checkout. */
    generate: async (body: unknown) => read(await shop.post('/khqr/generate-qr', body)),
    status: async (md5: unknown) =>
      read(await shop.request(`/khqr/payment-status?md5=${String(md5)}`)),
  };
}

describe.each(DRIVERS)('the proxy for apps, on %s', (driver) => {
  it('makes the code that the app asks for, shows it, and says when it is paid', async () => {
    const shop = await openProxy(driver);
    const { code, body } = await shop.generate(ORDER);
    const { md5 } = body;
    expect(code).toBe(201);
    expect(body).toMatchObject({ success: true, amount: 5, currency: 'USD' });
    expect(body['qr_image_url']).toBe(`${shop.origin}/khqr/qr/${String(md5)}`);
    const picture = await fetch(String(body['qr_image_url']));
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect((await shop.status(md5)).body['status']).toBe('WAITING');
    shop.bank.pay(String(md5));
    await shop.settled();
    expect(await shop.status(md5)).toMatchObject({ code: 200, body: { status: 'PAID', md5 } });
    const payment = await shop.khqr.getPayment({ md5: String(md5) });
    expect(payment?.metadata).toEqual({ merchant: 'client-proxy' });
    await shop.app.close();
  });

  it('asks the provider nothing for a status, and tells only of its own codes', async () => {
    const shop = await openProxy(driver, { account: 'default' });
    const { md5 } = (await shop.generate(ORDER)).body;
    const { id } = await shop.order('order-1');
    const own = await shop.khqr.getPayment({ id });
    const before = calls(shop);
    for (let polls = 0; polls < 50; polls += 1) expect((await shop.status(md5)).code).toBe(200);
    const unknown = await shop.status('0'.repeat(32));
    expect(unknown).toMatchObject({ code: 404, body: { success: false, code: 'NOT_FOUND' } });
    expect(await shop.status(own?.md5)).toEqual(unknown);
    expect((await shop.request(`/khqr/qr/${String(own?.md5)}`)).status).toBe(404);
    expect((await shop.status('xyz')).code).toBe(400);
    expect(calls(shop)).toBe(before);
    await shop.app.close();
  });

  it.each([
    [{ ...ORDER, currency: 'EUR' }],
    [{ ...ORDER, amount: -1 }],
    [{ ...ORDER, amount: '5' }],
    [{ ...ORDER, note: 'x'.repeat(201) }],
    [{ ...ORDER, note: 'x'.repeat(9000) }],
    [{ ...ORDER, payee: { bakongId: 'thief@bank' } }],
    [{ ...ORDER, reference: 'order-1' }],
  ])('refuses %j', async (body) => {
    const shop = await openProxy(driver);
    const refused = { success: false, code: 'INVALID_REQUEST', error: expect.any(String) };
    expect(await shop.generate(body)).toEqual({ code: 400, body: refused });
    expect(calls(shop)).toBe(0);
    await shop.app.close();
  });

  it('makes so many codes a minute for one address', async () => {
    const shop = await openProxy(driver, { limits: { asksPerMinute: 2 } });
    const codes: number[] = [];
    for (let made = 0; made < 3; made += 1) codes.push((await shop.generate(ORDER)).code);
    expect(codes).toEqual([201, 201, 429]);
    expect((await shop.post('/khqr/generate-qr', ORDER)).headers.get('retry-after')).toMatch(
      /^\d+$/,
    );
    await shop.app.close();
  });

  it('knows no Idempotency-Key: a stranger can neither take nor share another customer’s', async () => {
    const shop = await openProxy(driver);
    const generate = async (body: object, key: string) => {
      const answer = await shop.post('/khqr/generate-qr', body, { 'idempotency-key': key });
      return { code: answer.status, body: (await answer.json()) as Record<string, unknown> };
    };
    const stranger = await generate({ ...ORDER, amount: 1 }, 'order-1234');
    const customer = await generate(ORDER, 'order-1234');
    const other = await generate(ORDER, 'order-1234');
    expect([stranger.code, customer.code, other.code]).toEqual([201, 201, 201]);
    expect(customer.body).toMatchObject({ amount: 5 });
    expect(other.body['md5']).not.toBe(customer.body['md5']);
    // Nor is it looked at.
    expect((await generate(ORDER, 'two words')).code).toBe(201);
    await shop.app.close();
  });

  it('is off unless it is asked for', async () => {
    const shop = await openCheckout(driver, { checkout: { allowClientAmounts: true } });
    expect((await shop.post('/khqr/generate-qr', ORDER)).status).toBe(404);
    expect((await shop.request('/khqr/payment-status?md5=x')).status).toBe(404);
    await shop.app.close();
  });
});

it('does not start where nobody has said that clients may name amounts', async () => {
  for (const allowClientAmounts of [undefined, false]) {
    const opening = openCheckout('express', { checkout: { proxy: true, allowClientAmounts } });
    const error = await rejection(opening);
    expect(error).toMatchObject({ name: 'KhqrConfigurationError' });
    expect(String(error)).toContain('`allowClientAmounts: true`');
  }
});
