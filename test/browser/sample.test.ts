import { existsSync } from 'node:fs';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { afterEach, beforeAll, afterAll, describe, expect, it } from '@jest/globals';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { useKhqrTesting } from '../../lib/testing/index.js';
import { KEY, startApikhqrServer } from '../packaging/apikhqr.server.js';
import { AppModule } from '../../sample/01-shop/src/app.module.js';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = PATHS.find((path) => existsSync(path));
const wanted = executablePath !== undefined || process.env.KHQR_REQUIRE_BROWSER === '1';
const inBrowser = wanted ? describe : describe.skip;

const DESKTOP = { width: 1280, height: 860 };
const PHONE = { width: 390, height: 844 };
/** The sandbox is asked every 3 s and the page asks every second; the rest is a slow machine's. */
const PATIENCE = { timeout: 20_000 };

inBrowser('the sample shop in a browser (skipped where there is no Chromium)', () => {
  let browser: Browser;
  let app: INestApplication;
  let context: BrowserContext | undefined;

  beforeAll(async () => {
    const args = ['--no-sandbox', '--disable-dev-shm-usage'];
    browser = await chromium.launch({ args, ...(executablePath && { executablePath }) });
  }, 30_000);
  afterAll(() => browser.close(), 30_000);
  // The page first: it asks every second, and a server waits for the answers it owes.
  afterEach(async () => {
    await context?.close();
    await app.close();
  }, 30_000);

  /** A page that notes everything it should not do. */
  async function openPage(viewport: { width: number; height: number }) {
    await app.listen(0, '127.0.0.1');
    const baseURL = await app.getUrl();
    context = await browser.newContext({ viewport, baseURL });
    const page = await context.newPage();
    const complaints: string[] = [];
    const navigations: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(baseURL)) complaints.push(`asked ${request.url()}`);
    });
    page.on('framenavigated', (frame) => navigations.push(frame.url()));
    return { page, complaints, navigations };
  }

  it('takes an order, shows the code, and turns green by itself when it is paid', async () => {
    app = (await Test.createTestingModule({ imports: [AppModule] }).compile())
      // Real time and the sandbox as they are: what `npm start` starts.
      .createNestApplication({ logger: false });
    const { page, complaints, navigations } = await openPage(DESKTOP);
    await page.goto('/');
    await page.getByRole('link', { name: 'Mondulkiri coffee' }).click();
    await page.getByLabel('Quantity').selectOption('3');
    await page.getByRole('button', { name: 'Buy and pay with KHQR' }).click();

    await page.getByRole('img', { name: 'KHQR code' }).waitFor();
    await page.getByText(/^Valid for [45]:\d\d$/).waitFor();
    expect(await page.locator('.khqr-who strong').innerText()).toBe('24.00 USD');
    expect(await page.evaluate(IS_GREEN)).toBe(false);
    const seen = navigations.length;

    await page.getByRole('button', { name: 'Pay stands in for the customer’s phone' }).click();
    await page.getByText('Receipt R-0001').waitFor(PATIENCE);
    expect(await page.getByRole('heading', { level: 2 }).innerText()).toBe('Paid');
    expect(await page.getByRole('status').innerText()).toBe('Thank you');
    await page.waitForFunction(IS_GREEN, undefined, PATIENCE);
    expect(navigations).toHaveLength(seen);

    await page.getByRole('link', { name: 'Orders' }).click();
    await page.getByText('R-0001').waitFor();
    await page.goto('/products/mondulkiri-coffee');
    await page.getByText('15 in stock').waitFor();
    expect(complaints).toEqual([]);
  }, 60_000);

  it('offers a new code on a phone, and shows it without reloading', async () => {
    const tools = useKhqrTesting(Test.createTestingModule({ imports: [AppModule] }));
    app = (await tools.compile()).createNestApplication({ logger: false });
    const { page, complaints, navigations } = await openPage(PHONE);
    await page.goto('/products/krama');
    await page.getByRole('button', { name: 'Buy and pay with KHQR' }).click();
    const code = page.getByRole('img', { name: 'KHQR code' });
    await code.waitFor();
    expect(await sideways(page)).toBe(0);
    const seen = navigations.length;

    await tools.clock.advance(330_000);
    const button = page.getByRole('button', { name: 'New code' });
    await button.waitFor(PATIENCE);
    expect(await code.count()).toBe(0);
    await button.click();
    await code.waitFor(PATIENCE);
    tools.bank.payByReference('MP-1001');
    await tools.settled();
    await page.getByText('Receipt R-0001').waitFor(PATIENCE);
    expect(navigations).toHaveLength(seen);
    expect(await sideways(page)).toBe(0);
    expect(complaints).toEqual([]);
  }, 60_000);

  it('does the same with APIKHQR, without a button that pays', async () => {
    const server = await startApikhqrServer(() => true);
    const settings = { KHQR_PROVIDER: 'apikhqr', APIKHQR_KEY: KEY, KHQR_BASE_URL: server.baseUrl };
    const before = { ...process.env };
    Object.assign(process.env, settings);
    try {
      app = (
        await Test.createTestingModule({ imports: [AppModule] }).compile()
      ).createNestApplication({ logger: false });
      const { page, complaints } = await openPage(PHONE);
      await page.goto('/products/krama');
      await page.getByRole('button', { name: 'Buy and pay with KHQR' }).click();
      await page.getByRole('img', { name: 'KHQR code' }).waitFor();
      expect(await page.getByRole('button').count()).toBe(0);
      await page.getByText('Receipt R-0001').waitFor(PATIENCE);
      expect(complaints).toEqual([]);
      expect(server.ledger).toMatchObject({ generated: ['Order MP-1001'], problems: [] });
    } finally {
      process.env = before;
      await server.close();
    }
  }, 60_000);
});

/** True once the panel's background has more green than red and blue. As text, since this file knows no DOM. */
const IS_GREEN = `(() => {
  const panel = document.querySelector('.panel');
  const [red, green, blue] = getComputedStyle(panel).backgroundColor.match(/\\d+/g).map(Number);
  return green > red && green > blue;
})()`;

/** How many pixels the page is wider than the screen. */
function sideways(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - innerWidth');
}
