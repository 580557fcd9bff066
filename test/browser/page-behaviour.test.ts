import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { calls } from '../support/checkout.js';
import { inBrowser } from './support/in-browser.js';
import { openShop, payOrder } from './support/shop.js';
import { DESKTOP, PATIENCE } from './support/visits.js';

const RETURNS = { returnUrls: ['/orders'] };
const withReturn = (page: string, to: string): string =>
  `${page}?${new URLSearchParams({ return: to }).toString()}`;

inBrowser('the hosted page', (visits) => {
  it('works without JavaScript: by forms, and by loading itself again', async () => {
    const shop = await openShop(visits, { checkout: RETURNS });
    const { urls } = await shop.order('order-1');
    const { page, complaints, loads } = await visits.visit(shop.origin, {
      javaScriptEnabled: false,
    });
    await page.goto(withReturn(urls.page, '/orders/1'));
    await page.getByText('The code is valid until 07:05').waitFor();
    await page.getByRole('button', { name: 'I have paid' }).click();
    await page.getByText('The bank does not know of a payment yet.').waitFor();
    await page.getByRole('button', { name: 'I have paid' }).click();
    await page.getByText('We have asked just now.').waitFor();

    await shop.clock.advance(400_000);
    await page.reload();
    await page.getByRole('button', { name: 'Get a new code' }).click();
    await page.getByText('The code is valid until').waitFor();
    const seen = loads.length;
    await payOrder(shop, 'order-1');
    await page.getByRole('heading', { name: 'Payment received' }).waitFor(PATIENCE);
    expect(loads).toHaveLength(seen + 1);
    const back = page.getByRole('link', { name: 'Back to the shop' });
    expect(await back.getAttribute('href')).toBe('/orders/1');
    expect(complaints).toEqual([]);
  });

  it('says what went wrong without JavaScript too, and leads back', async () => {
    const shop = await openShop(visits);
    const { urls } = await shop.order('order-1');
    const { page } = await visits.visit(shop.origin, { javaScriptEnabled: false, locale: 'km' });
    await shop.clock.advance(400_000);
    await page.goto(urls.page);
    shop.bank.failNext('unauthorized', 5);
    await page.getByRole('button', { name: 'យកកូដថ្មី' }).click();
    await page.getByRole('heading', { name: 'មិនបានសម្រេចទេ' }).waitFor();
    await page.getByText('ការទូទាត់មិនអាចប្រើបាននៅពេលនេះទេ។').waitFor();
    await page.getByRole('link', { name: 'ត្រឡប់ទៅការបង់ប្រាក់វិញ' }).click();
    await page.getByRole('heading', { name: 'កូដនេះផុតកំណត់ហើយ' }).waitFor();
  });

  it('asks the bank once when a customer says "I have paid", and not for everybody who insists', async () => {
    const shop = await openShop(visits, {
      khqr: { provider: 'sandbox', tracker: { enabled: false } },
      checkout: { limits: { asksPerMinute: 3 } },
    });
    const { urls } = await shop.order('order-1');
    await shop.clock.advance(10_000);
    const { page, complaints } = await visits.visit(shop.origin);
    await page.goto(urls.page);
    const before = calls(shop);
    const ask = async (): Promise<number> => {
      const answer = page.waitForResponse('**/check');
      await page.getByRole('button', { name: 'I have paid' }).click();
      return (await answer).status();
    };
    expect(await ask()).toBe(200);
    await page.getByText('The bank does not know of a payment yet.').first().waitFor();
    expect([await ask(), await ask(), await ask()]).toEqual([200, 200, 429]);
    await page.getByText('We have asked just now.').first().waitFor();
    expect(await page.getByRole('status').innerText()).toMatch(/^We have asked just now/);
    expect(calls(shop)).toBe(before + 1);
    expect(complaints.filter((complaint) => !complaint.includes('429'))).toEqual([]);
  });

  it('leads back only to where the shop allows', async () => {
    const shop = await openShop(visits, { checkout: RETURNS });
    const { urls } = await shop.order('order-1');
    await payOrder(shop, 'order-1');
    const { page } = await visits.visit(shop.origin);
    const back = page.getByRole('link', { name: 'Back to the shop' });
    for (const to of [
      'https://evil.example/',
      '//evil.example/',
      '/admin',
      'javascript:alert(1)',
    ]) {
      await page.goto(withReturn(urls.page, to));
      await page.getByRole('heading', { name: 'Payment received' }).waitFor();
      expect(await back.count()).toBe(0);
    }
    await page.goto(withReturn(urls.page, '/orders/1?from=khqr'));
    await back.click();
    await page.waitForURL('/orders/1?from=khqr');
  });

  it('is shown in nobody’s frame', async () => {
    const shop = await openShop(visits);
    const { urls } = await shop.order('order-1');
    const { page } = await visits.visit(shop.origin);
    const blocked = page.waitForEvent('console', (message) => message.text().includes('frame'));
    await page.setContent(`<iframe src="${shop.origin}${urls.page}"></iframe>`);
    expect((await blocked).type()).toBe('error');
    const [, frame] = page.frames();
    expect(await frame?.locator('main').count()).toBe(0);
  });

  it('is used with a keyboard alone, and keeps the place of whoever does', async () => {
    const shop = await openShop(visits, { checkout: RETURNS });
    const { urls } = await shop.order('order-1');
    const { page, complaints } = await visits.visit(shop.origin, { viewport: DESKTOP });
    await page.goto(withReturn(urls.page, '/orders/1'));
    await page.getByText(/The code is valid for/).waitFor();
    const walk = [];
    for (let step = 0; step < 3; step += 1) {
      await page.keyboard.press('Tab');
      walk.push(await page.evaluate<string>(FOCUSED));
    }
    expect(walk).toEqual(['ភាសាខ្មែរ, seen', 'I have paid, seen', 'Back to the shop, seen']);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByText('The bank does not know of a payment yet.').first().waitFor();
    expect(await page.evaluate(FOCUSED)).toBe('I have paid, seen');

    await payOrder(shop, 'order-1');
    await page.getByRole('heading', { name: 'Payment received' }).waitFor();
    expect(await page.evaluate(FOCUSED)).toMatch(/^Payment received/);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(FOCUSED)).toBe('Back to the shop, seen');
    expect(complaints).toEqual([]);
  });

  it('tells those who hear it when less than a minute is left', async () => {
    const shop = await openShop(visits);
    const { urls } = await shop.order('order-1');
    const { page } = await visits.visit(shop.origin);
    await page.clock.install();
    await page.goto(urls.page);
    await page.getByText(/The code is valid for/).waitFor();
    const pass = async (ms: number): Promise<void> => {
      await shop.clock.advance(ms);
      await page.clock.fastForward(ms);
    };
    await pass(235_000);
    expect(await page.getByRole('status').innerText()).toBe('');
    await pass(6000);
    await page.getByRole('status').filter({ hasText: 'Less than a minute is left.' }).waitFor();
  });

  it('asks by itself where a proxy lets no live status through', async () => {
    const shop = await openShop(visits);
    const { urls } = await shop.order('order-1');
    const { page, complaints, loads } = await visits.visit(shop.origin);
    await page.route('**/events', (route) => route.abort());
    await page.goto(urls.page);
    await page.getByText(/The code is valid for/).waitFor();
    await payOrder(shop, 'order-1');
    await page.getByRole('heading', { name: 'Payment received' }).waitFor(PATIENCE);
    expect(loads).toHaveLength(1);
    expect(complaints.filter((complaint) => !complaint.includes('net::ERR_FAILED'))).toEqual([]);
  });

  it('speaks Khmer to who prefers it, and English when it is chosen, with the way back kept', async () => {
    const shop = await openShop(visits, { checkout: RETURNS });
    const { urls } = await shop.order('order-2');
    const { page } = await visits.visit(shop.origin, { locale: 'km-KH' });
    await page.goto(withReturn(urls.page, '/orders/2'));
    await page.getByRole('heading', { name: 'ស្កេនដើម្បីបង់ប្រាក់' }).waitFor();
    await page.getByRole('link', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Scan to pay' }).waitFor();
    await page.getByRole('link', { name: 'Back to the shop' }).click();
    await page.waitForURL('/orders/2');
  });

  it('lets the code be saved on the phone that it is to be paid with', async () => {
    const shop = await openShop(visits);
    const { id, urls } = await shop.order('order-1');
    const { page } = await visits.visit(shop.origin);
    await page.goto(urls.page);
    const saved = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Save the code' }).click();
    const download = await saved;
    expect(download.suggestedFilename()).toBe(`khqr-${id.slice(0, 8)}.png`);
    const png = Buffer.from(await (await shop.request(`${urls.qrPng}?size=720`)).arrayBuffer());
    expect(readFileSync(await download.path()).equals(png)).toBe(true);
  });

  it('says that there is no payment any more when there is none', async () => {
    let mine = true;
    const shop = await openShop(visits, { checkout: { authorize: () => mine } });
    const { urls } = await shop.order('order-1');
    const { page } = await visits.visit(shop.origin);
    await page.goto(urls.page);
    await page.getByText(/The code is valid for/).waitFor();
    mine = false;
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await page.getByRole('heading', { name: 'There is no payment here' }).waitFor();
  });
});

/** What has the focus, and whether it shows. As text, since this file knows no DOM. */
const FOCUSED = `(() => {
  const { textContent } = document.activeElement;
  const { outlineStyle } = getComputedStyle(document.activeElement);
  return textContent.trim() + (outlineStyle === 'none' ? '' : ', seen');
})()`;
