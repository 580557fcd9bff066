import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { SqlitePaymentStore } from 'nestjs-khqr/sqlite';
import { DRIVERS } from '../support/checkout.js';
import { inBrowser } from './support/in-browser.js';
import { openShop, payOrder } from './support/shop.js';
import { nextTab, PATIENCE, sideways, DESKTOP } from './support/visits.js';

/** From the moment that the tracker knows. */
const SOON = { timeout: 2000 };
/** What a browser says of a server that is away. */
const AWAY = /net::ERR_|Failed to load resource/;

inBrowser('paying on the hosted page', (visits) => {
  it.each(DRIVERS)(
    'turns green by itself within 2 s of the tracker learning it, on %s',
    async (driver) => {
      const shop = await openShop(visits, { driver });
      const { urls } = await shop.order('order-1');
      const { page, complaints, loads } = await visits.visit(shop.origin, { viewport: DESKTOP });
      await page.goto(urls.page);
      await page.getByRole('img', { name: 'KHQR code: $5.00 to Angkor Coffee' }).waitFor();
      await page.getByText(/The code is valid for\s+[45]:\d\d/).waitFor();
      expect(await page.getByRole('status').innerText()).toBe('');

      const posted = page.waitForResponse('**/sandbox');
      await page.getByRole('button', { name: 'Pay as the customer’s phone' }).click();
      await posted;
      await shop.settled();
      await page.getByRole('heading', { name: 'Payment received' }).waitFor(SOON);
      expect(await page.evaluate(IS_GREEN)).toBe(true);
      expect(await page.getByRole('status').innerText()).toBe('Payment received');
      expect(await page.title()).toBe('Payment received · Angkor Coffee');
      expect(loads).toHaveLength(1);
      expect(complaints).toEqual([]);
      expect(shop.shipped).toEqual(['order-1']);
    },
  );

  it('turns green in two tabs', async () => {
    const shop = await openShop(visits);
    const { urls } = await shop.order('order-1');
    const first = await visits.visit(shop.origin);
    const tabs = [first, await nextTab(first, shop.origin)];
    for (const { page } of tabs) {
      await page.goto(urls.page);
      await page.getByText(/^The code is valid for/).waitFor();
    }
    await payOrder(shop, 'order-1');
    for (const { page, complaints, loads } of tabs) {
      await page.getByRole('heading', { name: 'Payment received' }).waitFor(SOON);
      expect(loads).toHaveLength(1);
      expect(complaints).toEqual([]);
    }
  });

  it('offers a new code when the old one has ended, and that one can be paid', async () => {
    const shop = await openShop(visits);
    const { urls } = await shop.order('order-1');
    const { page, complaints } = await visits.visit(shop.origin);
    await page.goto(urls.page);
    await page.getByText(/^The code is valid for/).waitFor();
    await shop.clock.advance(400_000);
    await page.getByRole('heading', { name: 'This code has ended' }).waitFor(SOON);
    expect(await page.getByRole('img').count()).toBe(0);
    expect(await sideways(page)).toBe(0);

    await page.getByRole('button', { name: 'Get a new code' }).click();
    await page.getByRole('img', { name: 'KHQR code' }).waitFor(PATIENCE);
    expect(page.url()).not.toContain(urls.page);
    await payOrder(shop, 'order-1');
    await page.getByRole('heading', { name: 'Payment received' }).waitFor(SOON);
    expect(complaints).toEqual([]);
    expect(shop.shipped).toEqual(['order-1']);
  });

  it.each(DRIVERS)('recovers from a restart of the server, on %s', async (driver) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'khqr-page-'));
    const store = () => new SqlitePaymentStore({ path: path.join(folder, 'khqr.db') });
    const before = await openShop(visits, { driver, testing: { store: store() } });
    const { bank, clock, origin } = before;
    const { urls } = await before.order('order-1');
    const { page, complaints, loads } = await visits.visit(origin);
    await page.goto(urls.page);
    await page.getByText(/^The code is valid for/).waitFor();

    await before.app.close();
    // The customer pays while the shop is away.
    bank.payByReference('order-1');
    const after = await openShop(visits, {
      driver,
      port: Number(new URL(origin).port),
      testing: { store: store(), bank, clock },
    });
    await after.settled();
    await page.getByRole('heading', { name: 'Payment received' }).waitFor(PATIENCE);
    expect(loads).toHaveLength(1);
    expect(complaints.filter((complaint) => !AWAY.test(complaint))).toEqual([]);
    expect(after.shipped).toEqual(['order-1']);
    visits.closeLater(async () => rmSync(folder, { recursive: true }));
  });
});

/** Whether the sheet's ground has more green than red and blue. As text, since this file knows no DOM. */
const IS_GREEN = `(() => {
  const sheet = document.querySelector('.sheet');
  const [red, green, blue] = getComputedStyle(sheet).backgroundColor.match(/\\d+/g).map(Number);
  return green > red && green > blue;
})()`;
