// Writes docs/images/checkout/: the hosted page in each state, in both languages, on a phone and on a desk, as a browser shows it.
// Needs the build, Chromium and a Khmer font (Debian: fonts-noto-core): `npm run screenshots`, or `-- paid review` for some.
import 'reflect-metadata';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { Module } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ScheduleModule } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import { chromium } from 'playwright-core';
import { PNG } from 'pngjs';
import { KhqrCheckoutModule } from '../dist/esm/checkout/index.js';
import { KhqrModule, KhqrOperations, KhqrService } from '../dist/esm/index.js';
import {
  KhqrTestClock,
  SandboxBank,
  SeededRandom,
  useKhqrTesting,
} from '../dist/esm/testing/index.js';
import { palettePng } from './palette-png.js';

const folder = new URL('../docs/images/checkout/', import.meta.url);
const SIZES = { phone: { width: 390, height: 844 }, desk: { width: 1280, height: 800 } };
const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const REFERENCE = 'MP-1042';
const payee = { bakongId: 'mekong_pantry@aclb', merchantName: 'Mekong Pantry' };
/** 17:28 in Phnom Penh. Fixed, so that a picture changes only when the page does. */
const START = Date.UTC(2026, 10, 25, 10, 28);

/** Brings the order's payment into a state; answers the id to show. */
const STATES = {
  pending: async ({ clock, order }) => {
    const { id } = await order();
    await clock.advance(46_000);
    return id;
  },
  paid: async (shop) => {
    const { id } = await shop.order();
    shop.bank.payByReference(REFERENCE);
    await shop.settled();
    return id;
  },
  expired: async ({ clock, order }) => {
    const { id } = await order();
    await clock.advance(400_000);
    return id;
  },
  review: (shop) => reviewed(shop),
  rejected: async (shop) => {
    const id = await reviewed(shop);
    const operations = shop.app.get(KhqrOperations);
    await operations.resolveReview(id, { as: 'rejected', by: 'sokha', reason: 'sent back' });
    return id;
  },
  cancelled: async ({ khqr, order }) => {
    const { id } = await order();
    await khqr.cancelPayment(id);
    return id;
  },
  failed: async ({ bank, khqr, order }) => {
    bank.failNext('refused', 1, { for: 'create' });
    await order().catch(() => undefined);
    return (await khqr.getPayment({ reference: REFERENCE })).id;
  },
  unknown: async () => 'A'.repeat(22),
};

/** Money for a code whose order has another price by now. */
async function reviewed({ bank, order, settled }) {
  const { id, md5 } = await order();
  await order('26.00');
  bank.pay(md5);
  await settled();
  return id;
}

async function openShop() {
  class AppModule {}
  Module({
    imports: [
      ScheduleModule.forRoot(),
      EventEmitterModule.forRoot(),
      KhqrModule.forRoot({ provider: 'sandbox' }),
      KhqrCheckoutModule.register({
        merchantName: 'Mekong Pantry',
        resolveOrder: () => null,
        returnUrl: '/orders',
      }),
    ],
  })(AppModule);
  const clock = new KhqrTestClock(START);
  const bank = new SandboxBank({ clock, random: new SeededRandom(1), payee });
  const tools = useKhqrTesting(Test.createTestingModule({ imports: [AppModule] }), { clock, bank });
  const app = (await tools.compile()).createNestApplication({ logger: false });
  await app.listen(0, '127.0.0.1');
  await tools.clock.advance(0);
  const khqr = app.get(KhqrService);
  const order = (amount = '24.00') =>
    khqr.createPayment({ reference: REFERENCE, amount, currency: 'USD', replace: true });
  return { app, khqr, order, bank, clock, settled: tools.settled };
}

const asked = process.argv.slice(2);
const states = Object.keys(STATES).filter((state) => asked.length === 0 || asked.includes(state));
const executablePath = PATHS.find((path) => existsSync(path));
const browser = await chromium.launch({ args: ['--no-sandbox', '--disable-gpu'], executablePath });
mkdirSync(folder, { recursive: true });
for (const state of states) {
  const shop = await openShop();
  const id = await STATES[state](shop);
  for (const [size, viewport] of Object.entries(SIZES)) {
    const phone = size === 'phone';
    const context = await browser.newContext({
      viewport,
      baseURL: await shop.app.getUrl(),
      reducedMotion: 'reduce',
      isMobile: phone,
      hasTouch: phone,
    });
    const page = await context.newPage();
    // The countdown stands still.
    await page.clock.install({ time: START });
    await page.clock.pauseAt(START + 1000);
    for (const language of ['en', 'km']) {
      await page.goto(`/khqr/pay/${id}?lang=${language}`);
      const shot = PNG.sync.read(await page.screenshot({ fullPage: phone }));
      writeFileSync(new URL(`${state}-${language}-${size}.png`, folder), palettePng(shot));
    }
    await context.close();
  }
  await shop.app.close();
}
await browser.close();
