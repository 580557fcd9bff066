import { KhqrOperations } from 'nestjs-khqr';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CourierService } from '../../sample/01-shop/src/fulfilment/courier.service.js';
import { PASSWORD, SampleShop, temporaryData } from '../support/sample-shop.js';

const PAGES = ['/admin', '/admin/payments', '/admin/payments/x', '/admin/deliveries'];

describe("the sample shop's staff", () => {
  let data: ReturnType<typeof temporaryData>;
  let shop: SampleShop;
  beforeEach(async () => {
    data = temporaryData();
    shop = await SampleShop.open({ SHOP_DATA: data.SHOP_DATA });
  });
  afterEach(async () => {
    await shop.close();
    data.remove();
  });

  /** A payment of the given order, as the address of its page for the staff. */
  const admin = (page: string): string => page.replace('/khqr/pay/', '/admin/payments/');

  it('sign in with the password, and nobody else sees anything', async () => {
    for (const at of PAGES.slice(1)) {
      const sent = await shop.fetch(at);
      expect([sent.status, sent.headers.get('location')]).toEqual([303, '/admin/login']);
    }
    const forged = 'shop_admin=9999999999.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
    expect((await shop.fetch('/admin/payments', { headers: { cookie: forged } })).status).toBe(303);

    const wrong = await shop.post('/admin/login', { password: 'guess' });
    expect(await wrong.text()).toContain('That is not the password.');
    expect(wrong.headers.get('set-cookie')).toBeNull();
    const right = await shop.post('/admin/login', { password: PASSWORD });
    expect(right.headers.get('set-cookie')).toMatch(
      /^shop_admin=\d+\.[\w-]+; Path=\/admin; Max-Age=\d+; HttpOnly; SameSite=Strict$/,
    );
    const cookie = await shop.signIn();
    expect(await shop.headline('/admin/payments', cookie)).toBe('Payments');
    expect(await shop.follow('/admin/logout', {}, cookie)).toBe('/admin/login');
  });

  it('are not guessed: after ten wrong passwords even the right one waits', async () => {
    for (let guess = 0; guess < 10; guess += 1) {
      await shop.post('/admin/login', { password: `guess ${guess}` });
    }
    expect((await shop.post('/admin/login', { password: PASSWORD })).status).toBe(429);
  });

  it.each(['https://evil.example', 'null', ''])(
    'do nothing by a form that stands on "%s"',
    async (origin) => {
      const cookie = await shop.signIn();
      for (const at of ['/admin/demo/courier', '/admin/logout', '/admin/deliveries/redeliver']) {
        expect((await shop.post(at, {}, { cookie, origin })).status).toBe(403);
      }
      expect(shop.app.get(CourierService).broken).toBe(false);
      expect((await shop.post('/admin/login', { password: PASSWORD }, { origin })).status).toBe(
        403,
      );
    },
  );

  it('find payments, page by page', async () => {
    const cookie = await shop.signIn();
    const { page, number } = await shop.buy('krama', 1);
    await shop.tools.clock.advance(1000);
    for (let more = 0; more < 20; more += 1) await shop.buy('jasmine-rice', 1);
    await shop.follow(`${page}/sandbox`);
    await shop.tools.settled();

    const first = await shop.get('/admin/payments', cookie);
    const older = /href="(\/admin\/payments\?cursor=[^"]+)"/.exec(first)?.[1] ?? '';
    expect(first).not.toContain(number);
    expect(await shop.get(older, cookie)).toContain(number);
    const paid = await shop.get(
      '/admin/payments?status=PAID&from=2026-01-01&to=2026-01-01',
      cookie,
    );
    expect(paid.match(/<td data-label="Order">/g)).toHaveLength(1);
    expect(await shop.get('/admin/payments?status=PAID&from=2026-01-02', cookie)).toContain(
      'Nothing here',
    );
    expect(await shop.get(`/admin/payments?reference=${number.toLowerCase()}`, cookie)).toContain(
      number,
    );
    expect(await shop.get('/admin/payments?reference=a&reference=b', cookie)).toContain('Older');
    for (const wrong of ['status=NONE', 'from=soon', 'cursor=x']) {
      const at = `/admin/payments?${wrong}`;
      expect((await shop.fetch(at, { headers: { cookie } })).status).toBe(400);
    }
  });

  it('end a review, with a name and a reason', async () => {
    const cookie = await shop.signIn();
    const { page, number } = await shop.buy('krama', 1);
    expect(
      await shop.follow(admin(page).replace('/admin', '/admin/demo') + '/pay-half', {}, cookie),
    ).toBe(admin(page));
    await shop.tools.settled();
    expect(await shop.headline(`/orders/${number}`)).toBe('We are looking at your payment');
    const shown = await shop.get(admin(page), cookie);
    expect(shown).toContain('Another amount came than the order asks');
    expect(shown).toMatch(/<strong>\$6\.00<\/strong> came, \$12\.00 was\s+asked/);
    expect(shown).toContain('Reviews <span class="badge">1</span>');

    const nameless = await shop.post(`${admin(page)}/review`, { as: 'paid' }, { cookie });
    expect(nameless.status).toBe(400);
    const decision = { as: 'paid', by: 'Sokha', reason: 'the rest in <cash>' };
    await shop.follow(`${admin(page)}/review`, decision, cookie);
    await shop.tools.clock.advance(0);
    expect(await shop.get(admin(page), cookie)).toContain('reason: the rest in &lt;cash&gt;');
    expect(await shop.headline(`/orders/${number}`)).toBe('Thank you');
    expect((await shop.post(`${admin(page)}/review`, decision, { cookie })).status).toBe(409);

    const other = await shop.buy('krama', 1);
    await shop.follow(admin(other.page).replace('/admin', '/admin/demo') + '/pay-half', {}, cookie);
    await shop.tools.settled();
    await shop.follow(`${admin(other.page)}/review`, { ...decision, as: 'rejected' }, cookie);
    expect(await shop.headline(`/orders/${other.number}`)).toBe('This order is closed');
    expect(await shop.stock('krama')).toBe(7);
  });

  it('see a handler that fails to the end, and send its delivery again', async () => {
    const cookie = await shop.signIn();
    await shop.follow('/admin/demo/courier', {}, cookie);
    const { page, number } = await shop.buy('krama', 1);
    await shop.follow(admin(page).replace('/admin', '/admin/demo') + '/pay', {}, cookie);
    await shop.tools.settled();
    await shop.tools.clock.advance(10_000);
    // The others have run: one that fails holds nobody up.
    expect(await shop.get(`/orders/${number}`)).toContain('Receipt R-0001');
    const dead = await shop.get('/admin/deliveries', cookie);
    expect(dead).toContain('The courier’s system is down.');
    expect(dead).toContain('Deliveries <span class="badge">1</span>');

    await shop.follow('/admin/demo/courier', {}, cookie);
    const [letter] = await shop.app.get(KhqrOperations).listDeliveries({ status: 'dead' });
    const { eventId = '', handlerId = '' } = letter ?? {};
    await shop.follow('/admin/deliveries/redeliver', { eventId, handlerId }, cookie);
    await shop.tools.clock.advance(1000);
    expect(await shop.get('/admin/deliveries', cookie)).toContain('Nothing here.');
    expect(await shop.get(`/orders/${number}`)).toContain('the courier is booked');
  });

  it('have no simulated customers where money is real', async () => {
    await shop.close();
    const real = { KHQR_PROVIDER: 'apikhqr', APIKHQR_KEY: 'k', SHOP_DATA: data.SHOP_DATA };
    shop = await SampleShop.open(real);
    const cookie = await shop.signIn();
    expect((await shop.post('/admin/demo/courier', {}, { cookie })).status).toBe(404);
    expect(await shop.get('/admin/deliveries', cookie)).not.toContain('Sandbox');
  });
});
