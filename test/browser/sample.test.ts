import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { KEY, startApikhqrServer } from '../packaging/apikhqr.server.js';
import { violations } from './support/axe.js';
import { inBrowser } from './support/in-browser.js';
import { isBuilt, PASSWORD, SampleProcess } from './support/sample.process.js';
import { DESKTOP, PATIENCE, sideways, type Visits } from './support/visits.js';

/** What a browser says of a server that is away. */
const AWAY = /net::ERR_|Failed to load resource/;
const NARROW = { width: 320, height: 720 };

const NAME = 'the sample shop';
if (isBuilt || process.env.KHQR_REQUIRE_BROWSER === '1') inBrowser(NAME, suite);
else
  describe.skip(`${NAME} (skipped: npm run build && npm run build:sample)`, () =>
    it('', () => undefined));

function suite(visits: Visits): void {
  async function open(environment: Record<string, string> = {}): Promise<SampleProcess> {
    const shop = new SampleProcess(environment);
    visits.closeLater(() => shop.end());
    await shop.start();
    return shop;
  }

  it('sells in two clicks, turns green by itself, and shows its staff what has happened', async () => {
    const shop = await open();
    const { page, complaints, loads } = await visits.visit(shop.url, { viewport: DESKTOP });
    await page.goto('/');
    await page.getByRole('link', { name: 'Mondulkiri coffee' }).click();
    await page.getByText('18 in stock').waitFor();
    await page.getByLabel('Quantity').selectOption('3');
    await page.getByRole('button', { name: 'Buy and pay with KHQR' }).click();
    await page.getByRole('img', { name: 'KHQR code: $24.00 to Mekong Pantry' }).waitFor();
    const before = loads.length;
    await pay(page);
    await page.getByRole('heading', { name: 'Payment received' }).waitFor(PATIENCE);
    expect(loads).toHaveLength(before);

    await page.getByRole('link', { name: 'Back to the shop' }).click();
    await page.getByText('the courier is booked').waitFor(PATIENCE);
    expect(await page.locator('.timeline .done').count()).toBe(5);
    await page.getByRole('listitem').getByText('Receipt R-0001').waitFor();
    const [number = ''] = /MP-\w{5}-\w{5}/.exec(page.url()) ?? [];
    await page.getByRole('link', { name: 'Mondulkiri coffee' }).click();
    await page.getByText('15 in stock').waitFor();

    await signIn(page);
    await page.getByRole('link', { name: number }).click();
    await page.getByRole('heading', { name: `${number} PAID` }).waitFor();
    for (const handler of ['stock.take', 'receipt.write', 'courier.book']) {
      await page.getByRole('row', { name: new RegExp(`${handler} done`) }).waitFor();
    }
    expect(complaints).toEqual([]);
  });

  it('is killed in the middle of a payment, started again, and the page goes green', async () => {
    const shop = await open();
    const { page, complaints, loads } = await visits.visit(shop.url);
    await order(page, 'krama');
    const before = loads.length;
    await pay(page);
    await shop.stop('SIGKILL');
    await shop.start();
    await page.getByRole('heading', { name: 'Payment received' }).waitFor(PATIENCE);
    expect(loads).toHaveLength(before);
    await page.getByRole('link', { name: 'Back to the shop' }).click();
    await page.getByText('the courier is booked').waitFor(PATIENCE);
    await page.goto('/products/krama');
    await page.getByText('7 in stock').waitFor();
    expect(complaints.filter((complaint) => !AWAY.test(complaint))).toEqual([]);
  });

  it('can be read and used at 320 px, light and dark', async () => {
    const shop = await open();
    const { page, complaints } = await visits.visit(shop.url, { viewport: NARROW });
    const look = async (): Promise<void> => {
      expect(await sideways(page)).toBe(0);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await violations(page)).toEqual([]);
      }
    };
    await page.goto('/');
    await look();
    await page.goto('/products/krama');
    await look();
    await order(page, 'krama');
    const id = /pay\/([\w-]+)/.exec(page.url())?.[1] ?? '';
    await page.getByRole('link', { name: 'Back to the shop' }).click();
    await page.getByRole('heading', { name: 'Waiting for your payment' }).waitFor();
    await look();
    await page.goto('/admin');
    await look();
    await signIn(page);
    await look();
    await page.goto(`/admin/payments/${id}`);
    await page.getByRole('button', { name: 'Pays half' }).click();
    await page.getByText('A person has to decide').or(page.getByText('PENDING').first()).waitFor();
    await look();
    await page.goto('/admin/deliveries?status=done');
    await look();
    await page.goto('/nowhere');
    await look();
    expect(complaints.filter((complaint) => !/404/.test(complaint))).toEqual([]);
  });

  it('takes payments through APIKHQR, without a button that pays', async () => {
    const server = await startApikhqrServer(() => true);
    visits.closeLater(() => server.close());
    const shop = await open({
      KHQR_PROVIDER: 'apikhqr',
      APIKHQR_KEY: KEY,
      KHQR_BASE_URL: server.baseUrl,
    });
    const { page, complaints } = await visits.visit(shop.url);
    await order(page, 'krama');
    expect(await page.getByRole('button', { name: 'Pay as' }).count()).toBe(0);
    await page.getByRole('heading', { name: 'Payment received' }).waitFor(PATIENCE);
    await page.getByRole('link', { name: 'Back to the shop' }).click();
    await page.getByText('the courier is booked').waitFor(PATIENCE);
    const [number] = /MP-\w{5}-\w{5}/.exec(page.url()) ?? [];
    expect(server.ledger).toMatchObject({ generated: [`Order ${number}`], problems: [] });
    expect(complaints).toEqual([]);
  });
}

async function order(page: Page, product: string): Promise<void> {
  await page.goto(`/products/${product}`);
  await page.getByRole('button', { name: 'Buy and pay with KHQR' }).click();
  await page.getByText(/^The code is valid for/).waitFor();
}

/** Returns when the bank has the money, which the shop has yet to find out. */
async function pay(page: Page): Promise<void> {
  const posted = page.waitForResponse('**/sandbox');
  await page.getByRole('button', { name: 'Pay as the customer’s phone' }).click();
  await posted;
}

async function signIn(page: Page): Promise<void> {
  await page.goto('/admin/login');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Payments' }).waitFor();
}
