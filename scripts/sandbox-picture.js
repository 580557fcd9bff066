// Writes docs/images/sandbox.png: the sandbox's page as a browser shows it, with payments in each state.
// Needs the build and Chromium: npm run build && node scripts/sandbox-picture.js [--dark] [--empty] [file]
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { startSandbox } from '../dist/esm/sandbox/index.js';

const [file = 'docs/images/sandbox.png'] = process.argv
  .slice(2)
  .filter((text) => !/^--/.test(text));
const asked = (flag) => process.argv.includes(flag);
const paths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const sandbox = await startSandbox({ port: asked('--empty') ? 4010 : 0 });
const { bank, baseUrls, apiKey } = sandbox;

async function generate(amount, currency, note) {
  const answer = await fetch(`${baseUrls.apikhqr}/khqr/generate`, {
    method: 'POST',
    headers: { 'x-api-key': apiKey, 'content-type': 'application/json' },
    body: JSON.stringify({ amount, currency, note }),
  });
  return (await answer.json()).md5;
}

async function create(amount, merchantname, username) {
  const query = new URLSearchParams({ amount, bakongid: 'sok@abaa', merchantname, username });
  return (await (await fetch(`${baseUrls.bakongOnline}/khqr/create?${query}`)).json()).md5;
}

if (!asked('--empty')) {
  bank.expire(await generate(12.5, 'USD', 'Order #1231'));
  const paid = await create('24', 'Mondulkiri Coffee', 'sophea');
  bank.pay(paid, { payer: 'dara@aclb' });
  await fetch(`${baseUrls.bakongOnline}/check_by_md5?md5=${paid}&bakongid=sok@abaa`);
  await create('1250.50', 'Angkor Silk House', 'vannak');
  const open = await generate(20000, 'KHR', 'Order #1234');
  const headers = { 'x-api-key': apiKey };
  for (let times = 0; times < 3; times += 1) {
    await fetch(`${baseUrls.apikhqr}/khqr/status?md5=${open}`, { headers });
  }
}

const browser = await chromium.launch({
  args: ['--no-sandbox', '--disable-dev-shm-usage'],
  ...(paths.some(existsSync) && { executablePath: paths.find(existsSync) }),
});
const narrow = asked('--phone');
const page = await browser.newPage({
  viewport: narrow ? { width: 390, height: 844 } : { width: 1320, height: 900 },
  deviceScaleFactor: 1.5,
  colorScheme: asked('--dark') ? 'dark' : 'light',
  reducedMotion: 'reduce',
});
await page.goto(sandbox.url);
await page.getByText('Live', { exact: true }).waitFor();
await page.evaluate('Promise.all([...document.images].map((image) => image.decode()))');
await page.screenshot({ path: file, fullPage: narrow });
await browser.close();
await sandbox.close();
