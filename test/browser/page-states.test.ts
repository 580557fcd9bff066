import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { KhqrOperations } from 'nestjs-khqr';
import { violations } from './support/axe.js';
import { inBrowser } from './support/in-browser.js';
import { openShop, payOrder, type BrowserShop } from './support/shop.js';
import { PHONE, sideways, type Visits } from './support/visits.js';

/** Brings a payment into each state that a customer may find the page in; answers the page's path. */
const STATES: Readonly<Record<string, (shop: BrowserShop) => Promise<string>>> = {
  PENDING: async ({ order }) => (await order('order-1')).urls.page,
  PAID: async (shop) => {
    const { urls } = await shop.order('order-1');
    await payOrder(shop, 'order-1');
    return urls.page;
  },
  EXPIRED: async ({ order, clock }) => {
    const { urls } = await order('order-1');
    await clock.advance(400_000);
    return urls.page;
  },
  CANCELLED: async ({ order, khqr }) => {
    const { id, urls } = await order('order-1');
    await khqr.cancelPayment(id);
    return urls.page;
  },
  REVIEW: (shop) => reviewed(shop),
  REJECTED: async (shop) => {
    const page = await reviewed(shop);
    const id = page.split('/').at(-1) ?? '';
    const operations = shop.app.get(KhqrOperations);
    await operations.resolveReview(id, { as: 'rejected', by: 'sokha', reason: 'sent back' });
    return page;
  },
  FAILED: async ({ order, bank, khqr }) => {
    bank.failNext('refused', 1, { for: 'create' });
    await order('order-1');
    const payment = await khqr.getPayment({ reference: 'order-1' });
    return `/khqr/pay/${payment?.id ?? ''}`;
  },
};

/** Money for a code whose order has another price by now. */
async function reviewed(shop: BrowserShop): Promise<string> {
  const { id, urls } = await shop.order('order-1');
  const payment = await shop.khqr.getPayment({ id });
  shop.prices.set('order-1', { amount: '7.50', currency: 'USD' });
  await shop.order('order-1');
  shop.bank.pay(payment?.md5 ?? '');
  await shop.settled();
  return urls.page;
}

/** By axe, and without scrolling sideways on the smallest phone. */
async function readable(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await violations(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await violations(page, ['color-contrast'])).toEqual([]);
  await page.setViewportSize({ width: 320, height: 568 });
  expect(await sideways(page)).toBe(0);
  await page.setViewportSize(PHONE);
}

inBrowser('every state of the hosted page', (visits: Visits) => {
  it.each(Object.keys(STATES))(
    'can be read by everybody, in both languages, light and dark: %s',
    async (state) => {
      const shop = await openShop(visits);
      const address = (await STATES[state]?.(shop)) ?? '';
      const { page, complaints } = await visits.visit(shop.origin, { reducedMotion: 'reduce' });
      for (const lang of ['en', 'km']) {
        await page.goto(`${address}?lang=${lang}`);
        await page.locator(`html[lang=${lang}] main[data-status=${state}]`).waitFor();
        await readable(page);
      }
      expect(complaints).toEqual([]);
    },
  );

  it('can be read by everybody: an id that nobody has', async () => {
    const shop = await openShop(visits);
    const { page, complaints } = await visits.visit(shop.origin, { locale: 'km' });
    await page.goto(`/khqr/pay/${'A'.repeat(22)}`);
    await page.getByRole('heading', { name: 'មិនមានការបង់ប្រាក់នៅទីនេះទេ' }).waitFor();
    await readable(page);
    await page.getByRole('link', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'There is no payment here' }).waitFor();
    await readable(page);
    // A browser notes every 404.
    expect(complaints.filter((complaint) => !complaint.includes('404'))).toEqual([]);
  });

  it('is told apart from a page that cannot be read', async () => {
    const shop = await openShop(visits);
    const { page } = await visits.visit(shop.origin, { bypassCSP: true });
    await page.goto((await shop.order('order-1')).urls.page);
    await page.addStyleTag({ content: '.quiet { color: #ccc !important }' });
    expect(await violations(page)).toEqual([expect.stringMatching(/^color-contrast: /)]);
  });
});
