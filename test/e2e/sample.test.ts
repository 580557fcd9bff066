import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StockHandler } from '../../sample/01-shop/src/fulfilment/stock.handler.js';
import { Settings, SettingsError } from '../../sample/01-shop/src/settings.js';
import { html } from '../../sample/01-shop/src/web/html.js';
import { describePostgres, POSTGRES_URL, randomSchema, sql } from '../support/postgres.js';
import { SampleShop, temporaryData } from '../support/sample-shop.js';

/** Ten customers want one of the eight scarves each; answers what they were told, in order of the statuses. */
async function buyAtOnce(shop: SampleShop): Promise<readonly number[]> {
  const form = { product: 'krama', quantity: '1', currency: 'USD' };
  const answers = Array.from({ length: 10 }, () => shop.post('/checkout', form));
  return (await Promise.all(answers)).map(({ status }) => status).sort();
}

describe('the sample shop', () => {
  let data: ReturnType<typeof temporaryData>;
  let shop: SampleShop;

  const open = async () => (shop = await SampleShop.open({ SHOP_DATA: data.SHOP_DATA }));
  beforeEach(async () => {
    data = temporaryData();
    await open();
  });
  afterEach(async () => {
    await shop.close();
    data.remove();
  });

  it('sells: order, code, payment, fulfilment', async () => {
    expect(await shop.get('/')).toContain('ម្រេចខ្មៅកំពត');
    expect(await shop.stock('kampot-pepper')).toBe(24);
    const { page, number } = await shop.buy('kampot-pepper', 2);
    expect(page).toMatch(/^\/khqr\/pay\/[\w-]+$/);
    const shown = await shop.get(page);
    expect(shown).toContain('$13.00');
    expect(shown).toContain(`href="/orders/${number}"`);
    expect(await shop.headline(`/orders/${number}`)).toBe('Waiting for your payment');
    expect(await shop.stock('kampot-pepper')).toBe(22);
    expect(shop.tools.bank.list()).toMatchObject([{ amountMinor: 1300, reference: number }]);

    expect(await shop.follow(`${page}/sandbox`)).toBe(page);
    await shop.tools.settled();
    const order = await shop.get(`/orders/${number}`);
    expect(order).toContain('Your order is packed and the courier is booked.');
    expect(order).toContain('Receipt R-0001');
    expect(order.match(/class="done"/g)).toHaveLength(5);
    expect(await shop.stock('kampot-pepper')).toBe(22);

    // Pressed again: nothing is bought twice.
    expect(await shop.follow(`/checkout/${number}`)).toBe(`/orders/${number}`);
    expect(shop.tools.bank.list()).toHaveLength(1);
  });

  it('sells no more than there is to customers who come at once', async () => {
    expect(await buyAtOnce(shop)).toEqual([303, 303, 303, 303, 303, 303, 303, 303, 409, 409]);
    expect(await shop.get('/')).toContain('Sold out');
  });

  it('takes riel, and puts its name on the code', async () => {
    const { page } = await shop.buy('krama', 1, 'KHR');
    expect(await shop.get(page)).toContain('49,000 ៛');
    expect(shop.tools.bank.list()).toMatchObject([
      { amountMinor: 49_000, currency: 'KHR', payee: { merchantName: 'Mekong Pantry' } },
    ]);
  });

  it('takes the goods once, however often their handler runs', async () => {
    const handler = shop.app.get(StockHandler);
    const take = handler.take.bind(handler);
    handler.take = async (event) => {
      await take(event);
      await expect(take(event)).rejects.toThrow(/UNIQUE/);
    };
    const { page, number } = await shop.buy('krama', 3);
    await shop.follow(`${page}/sandbox`);
    await shop.tools.settled();
    expect(await shop.headline(`/orders/${number}`)).toBe('Thank you');
    expect(await shop.stock('krama')).toBe(5);
  });

  it('goes on after a restart in the middle of a payment', async () => {
    const first = await shop.buy('krama', 1);
    const second = await shop.buy('palm-sugar', 1);
    // Paid on the phone, and not yet noticed.
    await shop.follow(`${first.page}/sandbox`);
    await shop.close();
    await open();
    expect(await shop.stock('krama')).toBe(7);
    await shop.follow(`${second.page}/sandbox`);
    await shop.tools.settled();
    for (const { number } of [first, second]) {
      expect(await shop.headline(`/orders/${number}`)).toBe('Thank you');
    }
    expect(await shop.stock('palm-sugar')).toBe(29);
  });

  it('offers a new code when one has ended, and sells the goods to others in between', async () => {
    const { page, number } = await shop.buy('krama', 5);
    expect(await shop.stock('krama')).toBe(3);
    await shop.tools.clock.advance(330_000);
    expect(await shop.headline(`/orders/${number}`)).toBe('Not paid yet');
    expect(await shop.stock('krama')).toBe(8);

    const other = await shop.buy('krama', 5);
    for (const form of [`/checkout/${number}`, page.replace('/pay/', '/payments/') + '/renew']) {
      const refused = await shop.post(form);
      expect(refused.status).toBe(409);
      expect(await refused.text()).toContain('just bought the last ones');
    }
    await shop.tools.clock.advance(330_000);
    expect(await shop.headline(`/orders/${other.number}`)).toBe('Not paid yet');
    const renewed = await shop.follow(page.replace('/pay/', '/payments/') + '/renew');
    expect(await shop.headline(`/orders/${number}`)).toBe('Waiting for your payment');
    expect(await shop.stock('krama')).toBe(3);
    await shop.follow(`${renewed}/sandbox`);
    await shop.tools.settled();
    expect(await shop.headline(`/orders/${number}`)).toBe('Thank you');
    expect(await shop.stock('krama')).toBe(3);
  });

  it('delivers what is paid after the end', async () => {
    const { number } = await shop.buy('palm-sugar', 1);
    await shop.tools.clock.advance(325_000);
    expect(await shop.stock('palm-sugar')).toBe(30);
    shop.tools.bank.payByReference(number, { late: true });
    await shop.tools.clock.advance(300_000);
    expect(await shop.get(`/orders/${number}`)).toContain('It came after the code had ended');
    expect(await shop.stock('palm-sugar')).toBe(29);
  });

  it('says that there is no code when the provider gives none, and tries again', async () => {
    shop.tools.bank.failNext({ kind: 'not-sent', message: 'no route' }, 1, { for: 'create' });
    const { page } = await shop.buy('palm-sugar', 1);
    expect(await shop.headline(page)).toBe('No code yet');
    expect(await shop.follow(page.replace('/orders/', '/checkout/'))).toMatch(/^\/khqr\/pay\//);
    expect(await shop.stock('palm-sugar')).toBe(29);
  });

  it.each([
    ['quantity=0&product=krama&currency=USD', 400],
    ['quantity=6&product=krama&currency=USD', 400],
    ['quantity=1.5&product=krama&currency=USD', 400],
    ['quantity=1&product=krama', 400],
    ['quantity=1&product=krama&currency=EUR', 400],
    ['quantity=1&product=gold&currency=USD', 404],
    ['', 404],
  ])('refuses the order "%s" with %d and a page', async (body, status) => {
    const answer = await shop.post('/checkout', Object.fromEntries(new URLSearchParams(body)));
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(shop.tools.bank.list()).toEqual([]);
  });

  it('knows no order by guessing, and lets a browser load nothing from elsewhere', async () => {
    const wrong = [
      '/orders/x',
      '/orders/MP-00000-00000',
      '/orders/%00',
      '/assets/..%2fpackage.json',
    ];
    for (const at of [...wrong, '/khqr/pay/x', '/nowhere']) {
      expect((await shop.fetch(at)).status).toBe(404);
    }
    for (const at of ['/', '/assets/shop.css', '/assets/order.js', '/assets/icon.svg']) {
      const { status, headers } = await shop.fetch(at);
      expect(status).toBe(200);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
    const script = await shop.fetch('/khqr/payments/x', {
      headers: { accept: 'application/json' },
    });
    expect(await script.json()).toMatchObject({ statusCode: 404 });
  });
});

describePostgres('the sample shop on PostgreSQL', () => {
  it('sells, and takes the goods in the transaction that acknowledges', async () => {
    const name = randomSchema();
    await sql(`CREATE DATABASE ${name}`);
    const databaseUrl = new URL(POSTGRES_URL);
    databaseUrl.pathname = name;
    const shop = await SampleShop.openLive({ DATABASE_URL: databaseUrl.href });
    try {
      const { page, number } = await shop.buy('krama', 2);
      await shop.follow(`${page}/sandbox`);
      let order = '';
      // The sandbox is asked every 3 s; the test's own limit ends this.
      while (!order.includes('courier is booked') || !order.includes('R-0001')) {
        order = await shop.get(`/orders/${number}`);
      }
      expect(await shop.stock('krama')).toBe(6);
      expect((await buyAtOnce(shop)).filter((status) => status === 303)).toHaveLength(6);
    } finally {
      await shop.close();
      await sql(`DROP DATABASE ${name} WITH (FORCE)`);
    }
  });
});

describe('its parts', () => {
  it('escape every text', () => {
    const { text } = html`<p title="${'"\''}">${'<b>&'}${html`<i>${1}</i>`}${[false, null]}</p>`;
    expect(text).toBe('<p title="&quot;&#39;">&lt;b&gt;&amp;<i>1</i></p>');
  });

  it('read the provider from the environment', () => {
    expect(new Settings({})).toMatchObject({ account: { provider: 'sandbox' }, port: 3000 });
    const real = { KHQR_PROVIDER: 'apikhqr', APIKHQR_KEY: 'k', KHQR_BASE_URL: 'http://[::1]' };
    expect(new Settings(real)).toMatchObject({
      account: { apiKey: 'k', baseUrl: 'http://[::1]' },
      delivery: {},
    });
    const online = new Settings({ KHQR_PROVIDER: 'bakong-online', BAKONG_ID: 'shop@bank' });
    expect(online).toMatchObject({ account: { bakongId: 'shop@bank' }, currencies: ['USD'] });
    const bank = { KHQR_PROVIDER: 'bakong', BAKONG_ID: 'shop@bank', BAKONG_TOKEN: 't' };
    expect(new Settings(bank)).toMatchObject({ account: { apiKey: 't', bakongId: 'shop@bank' } });
    const { adminPassword } = new Settings({});
    expect(adminPassword.length).toBeGreaterThanOrEqual(12);
    expect(new Settings({}).adminPassword).not.toBe(adminPassword);
    expect(new Settings({ PORT: '0' }).port).toBe(0);
  });

  it.each([
    [{ KHQR_PROVIDER: 'apikhqr' }, 'needs APIKHQR_KEY'],
    [{ KHQR_PROVIDER: 'bakong-online' }, 'needs BAKONG_ID'],
    [{ KHQR_PROVIDER: 'bakong', BAKONG_ID: 'a@b' }, 'needs BAKONG_TOKEN'],
    [{ KHQR_PROVIDER: 'cash' }, 'KHQR_PROVIDER must be'],
    ...['', 'x', '-1', '65536', '80.5'].map((PORT) => [{ PORT }, 'PORT must be'] as const),
  ])('refuse %j', (environment, message) => {
    expect(() => new Settings(environment)).toThrow(SettingsError);
    expect(() => new Settings(environment)).toThrow(message);
  });
});
