import { describe, expect, it } from '@jest/globals';
import type { INestApplication, Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { useKhqrTesting, type KhqrTestingTools } from '../../lib/testing/index.js';
import { AppModule as Backend } from '../../sample/03-flutter-backend/src/app.module.js';
import { AppModule as Gateway } from '../../sample/02-gateway/src/app.module.js';
import { Settings, SettingsError } from '../../sample/02-gateway/src/settings.js';
import { listen } from '../support/listen.js';

const ORDER = { amount: 5, currency: 'USD', note: 'Order #1234' };
let app: INestApplication;
let tools: KhqrTestingTools;

async function open(module: Type<unknown>): Promise<string> {
  const builder = useKhqrTesting(Test.createTestingModule({ imports: [module] }));
  app = (await builder.compile()).createNestApplication({ logger: false });
  tools = builder;
  const url = await listen(app);
  await tools.clock.advance(0);
  return url;
}

async function ask(url: string, headers: Record<string, string> = {}, body?: object) {
  const answer = await fetch(url, {
    headers: { 'content-type': 'application/json', ...headers },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });
  return (await answer.json()) as Record<string, unknown>;
}

describe('the smaller samples', () => {
  it('02-gateway: a merchant’s code is paid, and only that merchant is told', async () => {
    const url = `${await open(Gateway)}/api/v1/khqr`;
    const tea = { 'x-api-key': 'sk_test_tea_house' };
    const { md5 } = await ask(`${url}/generate`, tea, ORDER);
    tools.bank.pay(String(md5));
    await tools.settled();
    const status = `${url}/status?md5=${String(md5)}`;
    expect(await ask(status, tea)).toMatchObject({ status: 'PAID', amount: 5 });
    const books = { 'x-api-key': 'sk_test_book_shop' };
    expect(await ask(status, books)).toMatchObject({ code: 'NOT_FOUND' });
    await app.close();
  });

  it('03-flutter-backend: an app’s code is paid', async () => {
    const url = await open(Backend);
    const { md5 } = await ask(`${url}/generate-qr`, {}, ORDER);
    const status = `${url}/payment-status?md5=${String(md5)}`;
    expect(await ask(status)).toMatchObject({ status: 'WAITING' });
    tools.bank.pay(String(md5));
    await tools.settled();
    expect(await ask(status)).toMatchObject({ status: 'PAID' });
    await app.close();
  });

  it('02-gateway: real money needs accounts and keys of one’s own', () => {
    expect(() => new Settings({ BAKONG_TOKEN: 'a.b.c' })).toThrow(SettingsError);
    const [tea] = new Settings({}).merchants;
    expect(tea).toMatchObject({ name: 'tea', apiKey: 'sk_test_tea_house' });
    expect(() => new Settings({ PORT: 'x' })).toThrow('PORT must be');
  });
});
