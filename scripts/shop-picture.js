// Writes docs/images/shop.png and shop-admin.png: the sample shop as a browser shows it.
// Needs the builds and Chromium: npm run build && npm run build:sample && node scripts/shop-picture.js
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const PASSWORD = 'of the picture';
const folder = mkdtempSync(path.join(tmpdir(), 'khqr-picture-'));
const shop = spawn(process.execPath, ['sample/01-shop/dist/main.js'], {
  env: {
    ...process.env,
    PORT: '0',
    ADMIN_PASSWORD: PASSWORD,
    SHOP_DATA: path.join(folder, 'shop.db'),
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});
let baseURL;
for await (const line of createInterface(shop.stdout)) {
  baseURL = /http:\/\/localhost:\d+/.exec(line)?.[0];
  if (baseURL) break;
}

const paths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const browser = await chromium.launch({
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  ...(paths.some(existsSync) && { executablePath: paths.find(existsSync) }),
});

const look = { reducedMotion: 'reduce', baseURL, deviceScaleFactor: 1.5 };
const phone = await browser.newContext({ ...look, viewport: { width: 390, height: 800 } });
const page = await phone.newPage();

async function buy(product, currency = 'USD') {
  await page.goto(`/products/${product}`);
  await page.getByLabel('Pay in').selectOption(currency);
  await page.getByRole('button', { name: 'Buy' }).click();
  await page.getByText(/^The code is valid for/).waitFor();
  return /pay\/([\w-]+)/.exec(page.url())[1];
}
async function pay() {
  await page.getByRole('button', { name: 'Pay as' }).click();
  await page.getByRole('heading', { name: 'Payment received' }).waitFor();
}

await page.goto('/');
const shots = [await page.screenshot()];
await buy('mondulkiri-coffee');
shots.push(await page.screenshot());
await pay();
await page.getByRole('link', { name: 'Back to the shop' }).click();
await page.getByText('the courier is booked').waitFor();
shots.push(await page.screenshot());

// One picture of the three, side by side.
const board = await browser.newPage({ viewport: { width: 1290, height: 860 } });
const images = shots.map((png) => `<img src="data:image/png;base64,${png.toString('base64')}">`);
await board.setContent(
  `<style>body{margin:0;display:flex;gap:30px;padding:30px;background:#d9d4cc}
  img{width:390px;border-radius:18px}</style>${images.join('')}`,
);
await board.screenshot({ path: 'docs/images/shop.png' });

await buy('jasmine-rice');
const desk = await browser.newContext({ ...look, viewport: { width: 1180, height: 800 } });
const admin = await desk.newPage();
await admin.goto('/admin/login');
await admin.getByLabel('Password').fill(PASSWORD);
await admin.getByRole('button', { name: 'Sign in' }).click();
await admin.goto('/admin/deliveries');
await admin.getByRole('button', { name: 'Break' }).click();
const id = await buy('krama', 'KHR');
await admin.goto(`/admin/payments/${id}`);
await admin.getByRole('button', { name: 'Pays half' }).click();
await page.getByRole('heading', { name: 'The shop is looking at your payment' }).waitFor();
await admin.goto(`/admin/payments/${id}`);
await admin.getByLabel('Your name').fill('Sokha');
await admin.getByLabel('Reason').fill('paid the rest in cash');
await admin.getByRole('button', { name: 'Paid' }).click();
for (;;) {
  await admin.goto(`/admin/payments/${id}`);
  if ((await admin.getByRole('button', { name: 'Send again' }).count()) > 0) break;
}
await admin.screenshot({ path: 'docs/images/shop-admin.png', fullPage: true });

await browser.close();
shop.kill();
await once(shop, 'exit');
rmSync(folder, { recursive: true });
