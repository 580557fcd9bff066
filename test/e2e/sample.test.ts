import { Test } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { useKhqrTesting, type KhqrTestingTools } from '../../lib/testing/index.js';
import { AppModule } from '../../sample/01-shop/src/app.module.js';
import { khqrOptions, portOf, SettingsError } from '../../sample/01-shop/src/settings.js';
import { html } from '../../sample/01-shop/src/web/html.js';

let app: INestApplication;
let tools: KhqrTestingTools;
let url: string;

beforeEach(async () => {
  const builder = useKhqrTesting(Test.createTestingModule({ imports: [AppModule] }));
  tools = builder;
  app = (await builder.compile()).createNestApplication({ logger: false });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
  await tools.clock.advance(0);
});

afterEach(() => app.close());

async function get(path: string): Promise<string> {
  return (await fetch(url + path)).text();
}

/** Sends a form as a browser does; answers where it leads. */
async function post(path: string, form: Record<string, string> = {}): Promise<string> {
  const body = new URLSearchParams(form);
  const answer = await fetch(url + path, { method: 'POST', body, redirect: 'manual' });
  expect(answer.status).toBe(303);
  return answer.headers.get('location') ?? '';
}

const order = (product: string, quantity: number): Promise<string> =>
  post('/checkout', { product, quantity: String(quantity) });

async function state(page: string): Promise<{ key: string; phase: string }> {
  return JSON.parse(await get(`${page}/state`)) as { key: string; phase: string };
}

async function stock(product: string): Promise<number> {
  const [, left] = /data-stock="(\d+)"/.exec(await get(`/products/${product}`)) ?? [];
  return Number(left ?? 0);
}

describe('the sample shop', () => {
  it('sells: order, code, payment, fulfilment', async () => {
    expect(await get('/')).toContain('Kampot black pepper');
    expect(await stock('kampot-pepper')).toBe(24);

    const page = await order('kampot-pepper', 2);
    const text = await get(page);
    expect(text).toContain('$13.00');
    expect(text).toMatch(/<svg class="qr"/);
    expect(text).toContain('stands in for the customer’s phone');
    expect(await state(page)).toMatchObject({ phase: 'waiting' });
    expect(await stock('kampot-pepper')).toBe(22);
    expect(tools.bank.list()).toMatchObject([{ amountMinor: 1300, reference: 'MP-1001' }]);

    const sandbox = page.replace('checkout', 'sandbox');
    expect(await post(`${sandbox}/pay`)).toBe(page);
    // The phone has paid; the shop has not been told yet.
    expect(await state(page)).toMatchObject({ phase: 'waiting' });
    await tools.settled();
    expect(await state(page)).toMatchObject({ phase: 'paid' });
    const paid = await get(`${page}/fragment`);
    expect(paid).toContain('Receipt <strong>R-0001</strong>');
    expect(paid).not.toContain('<svg class="qr"');
    expect(await stock('kampot-pepper')).toBe(22);
    expect(await get('/orders')).toMatch(/MP-1001[\s\S]*paid[\s\S]*R-0001/);

    // Pressed again: the page still says paid, and nothing is bought twice.
    await post(`${sandbox}/pay`);
    await post(`${page}/code`);
    await tools.settled();
    expect(tools.bank.list()).toHaveLength(1);
    expect(await stock('kampot-pepper')).toBe(22);
  });

  it('offers a new code when one has ended, and sells the goods to others in between', async () => {
    const page = await order('krama', 5);
    expect(await stock('krama')).toBe(3);
    await tools.clock.advance(330_000);
    expect(await state(page)).toMatchObject({ phase: 'ended' });
    expect(await get(page)).toContain('New code');
    expect(await stock('krama')).toBe(8);
    expect(await get('/orders')).toContain('not paid');

    const other = await order('krama', 5);
    const refused = await fetch(`${url}${page}/code`, { method: 'POST', redirect: 'manual' });
    expect(refused.status).toBe(409);
    expect(await refused.text()).toContain('just bought the last ones');

    await tools.clock.advance(330_000);
    expect(await state(other)).toMatchObject({ phase: 'ended' });
    await post(`${page}/code`);
    expect(await state(page)).toMatchObject({ phase: 'waiting' });
    await post(`${page.replace('checkout', 'sandbox')}/pay`);
    await tools.settled();
    expect(await state(page)).toMatchObject({ phase: 'paid' });
    expect(await stock('krama')).toBe(3);
  });

  it('ends a code early when the sandbox is told to', async () => {
    const page = await order('palm-sugar', 1);
    await post(`${page.replace('checkout', 'sandbox')}/expire`);
    await tools.clock.advance(20_000);
    expect(await state(page)).toMatchObject({ phase: 'ended' });
  });

  it('delivers what is paid after the end', async () => {
    const page = await order('palm-sugar', 1);
    await tools.clock.advance(325_000);
    expect(await stock('palm-sugar')).toBe(30);
    tools.bank.payByReference('MP-1001', { late: true });
    await tools.clock.advance(300_000);
    expect(await get(page)).toContain('It came after the code had ended');
    expect(await stock('palm-sugar')).toBe(29);
  });

  it('says that there is no code when the provider gives none, and tries again', async () => {
    tools.bank.failNext({ kind: 'not-sent', message: 'no route' }, 1, { for: 'create' });
    const page = await order('palm-sugar', 1);
    expect(await get(page)).toContain('No code yet');
    expect(await stock('palm-sugar')).toBe(30);
    await post(`${page}/code`);
    expect(await state(page)).toMatchObject({ phase: 'waiting' });
    expect(await stock('palm-sugar')).toBe(29);
  });

  it.each([
    ['quantity=0&product=krama', 400],
    ['quantity=6&product=krama', 400],
    ['quantity=1.5&product=krama', 400],
    ['product=krama', 400],
    ['quantity=1&product=gold', 404],
    ['', 404],
  ])('refuses the order "%s" with %d and a page', async (body, status) => {
    const answer = await fetch(`${url}/checkout`, {
      method: 'POST',
      body: new URLSearchParams(body),
    });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(tools.bank.list()).toEqual([]);
  });

  it('knows no order by guessing, and serves nothing but its three files', async () => {
    for (const path of [
      '/checkout/x',
      '/checkout/x/state',
      '/assets/..%2f..%2fpackage.json',
      '/nowhere',
    ])
      expect((await fetch(url + path)).status).toBe(404);
    for (const path of ['/assets/shop.css', '/assets/checkout.js', '/assets/icon.svg'])
      expect((await fetch(url + path)).status).toBe(200);
  });
});

describe('its parts', () => {
  it('escape every text', () => {
    const { text } = html`<p title="${'"\''}">${'<b>&'}${html`<i>${1}</i>`}${[false, null]}</p>`;
    expect(text).toBe('<p title="&quot;&#39;">&lt;b&gt;&amp;<i>1</i></p>');
  });

  it('read the provider from the environment', () => {
    expect(khqrOptions({})).toEqual({ provider: 'sandbox' });
    const real = { KHQR_PROVIDER: 'apikhqr', APIKHQR_KEY: 'k', KHQR_BASE_URL: 'http://[::1]' };
    expect(khqrOptions(real)).toMatchObject({ apiKey: 'k', baseUrl: 'http://[::1]' });
    const online = { KHQR_PROVIDER: 'bakong-online', BAKONG_ID: 'shop@bank' };
    expect(khqrOptions(online)).toMatchObject({ bakongId: 'shop@bank' });
    expect(() => khqrOptions({ KHQR_PROVIDER: 'apikhqr' })).toThrow('needs APIKHQR_KEY');
    expect(() => khqrOptions({ KHQR_PROVIDER: 'bakong-online' })).toThrow('needs BAKONG_ID');
    expect(() => khqrOptions({ KHQR_PROVIDER: 'cash' })).toThrow(SettingsError);
    expect(portOf({})).toBe(3000);
    expect(portOf({ PORT: '0' })).toBe(0);
    for (const PORT of ['', 'x', '-1', '65536', '80.5'])
      expect(() => portOf({ PORT })).toThrow('PORT must be');
  });
});
