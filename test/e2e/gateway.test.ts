import { Controller, Get, Injectable, Module, SetMetadata, type CanActivate } from '@nestjs/common';
import type { ExecutionContext, INestApplication } from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import { describe, expect, it } from '@jest/globals';
import { OnPaymentPaid, type PaymentPaidEvent } from 'nestjs-khqr';
import { decodeKhqr, khqrMd5 } from 'nestjs-khqr/emv';
import { gatewayOpenApi, hashApiKey, KhqrGatewayModule } from 'nestjs-khqr/gateway';
import { GatewayRuntime } from '../../lib/gateway/gateway.runtime.js';
import type { DriverReply } from '../../lib/web/driver.exchange.js';
import { DRIVERS } from '../support/checkout.js';
import { BOOKS, openGateway, TEA } from '../support/gateway.js';
import { ScriptedProvider } from '../support/scripted.provider.js';
import { readPng, readQr } from '../unit/image/pictures.js';

const ORDER = { amount: 5, currency: 'USD', note: 'Order #1234' };
@Injectable()
class Shipping {
  readonly shipped: unknown[] = [];

  @OnPaymentPaid({ id: 'ship' })
  ship({ payment }: PaymentPaidEvent): void {
    this.shipped.push([payment.account, payment.metadata['merchant'], payment.note]);
  }
}

describe.each(DRIVERS)('the gateway, on %s', (driver) => {
  it('makes a code, shows it, and says when it is paid', async () => {
    const shop = await openGateway(driver, { providers: [Shipping] });
    const made = await shop.generate(ORDER);
    expect(made.status).toBe(201);
    const { md5, qr_string: text } = made.body;
    const code = {
      bill_number: expect.any(String),
      md5: khqrMd5(String(text)),
      amount: 5,
      currency: 'USD',
      expires_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00$/),
    };
    expect(made.body).toEqual({
      success: true,
      ...code,
      qr_string: expect.any(String),
      qr_image_url: `${shop.origin}/api/v1/qr/${String(md5)}`,
    });
    expect(Date.parse(String(made.body['expires_at'])) - shop.clock.now()).toBe(300_000);
    expect(decodeKhqr(String(text))).toMatchObject({ amountMinor: 500, currency: 'USD' });

    const picture = await fetch(String(made.body['qr_image_url']));
    expect(picture.headers.get('content-type')).toBe('image/png');
    const png = readPng(Buffer.from(await picture.arrayBuffer()));
    expect([png.width, png.height, readQr(png)]).toEqual([300, 300, text]);

    const waiting = await shop.status(md5);
    expect(waiting.status).toBe(200);
    expect(waiting.headers.get('cache-control')).toBe('no-store');
    expect(waiting.body).toEqual({ success: true, status: 'WAITING', ...code, paid_at: null });
    shop.bank.pay(String(md5));
    await shop.settled();
    for (let times = 0; times < 2; times += 1) {
      expect((await shop.status(String(md5).toUpperCase())).body).toEqual({
        success: true,
        status: 'PAID',
        ...code,
        paid_at: expect.stringMatching(/\+07:00$/),
      });
    }
    expect(shop.app.get(Shipping).shipped).toEqual([['tea', 'tea', 'Order #1234']]);
    await shop.app.close();
  });

  it('says EXPIRED, and WAITING while money that does not fit waits for a person', async () => {
    const shop = await openGateway(driver);
    const [ended, odd] = [await shop.generate(ORDER), await shop.generate(ORDER)];
    shop.bank.pay(String(odd.body['md5']), { amount: '4.00' });
    await shop.settled();
    await shop.clock.advance(330_000);
    expect((await shop.status(ended.body['md5'])).body['status']).toBe('EXPIRED');
    expect((await shop.status(odd.body['md5'])).body['status']).toBe('WAITING');
    await shop.app.close();
  });

  it("lets PAID be claimed by one request with claim: 'once', and by no HEAD", async () => {
    const shop = await openGateway(driver, { gateway: { claim: 'once' } });
    const { md5 } = (await shop.generate(ORDER)).body;
    expect((await shop.status(md5)).body['status']).toBe('WAITING');
    shop.bank.pay(String(md5));
    await shop.settled();
    const url = `${shop.origin}/api/v1/khqr/status?md5=${String(md5)}`;
    const head = await fetch(url, { method: 'HEAD', headers: { 'x-api-key': TEA } });
    expect(head.status).toBe(400);
    const answers = await Promise.all(Array.from({ length: 12 }, () => shop.status(md5)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const claimed = { success: false, code: 'ALREADY_CLAIMED', error: expect.any(String) };
    for (const { status, body } of answers) if (status !== 200) expect(body).toEqual(claimed);
    await shop.app.close();
  });

  it('answers the same payment for the same Idempotency-Key, and 409 for another body', async () => {
    const shop = await openGateway(driver);
    const headers = { 'x-api-key': TEA, 'idempotency-key': 'order-1234' };
    const many = await Promise.all(Array.from({ length: 8 }, () => shop.generate(ORDER, headers)));
    const [first] = many;
    for (const { status, body } of many) expect([status, body]).toEqual([201, first?.body]);
    expect(shop.bank.stats().creates).toBe(1);
    for (const other of [
      { ...ORDER, amount: 6 },
      { ...ORDER, note: 'Order #1235' },
    ]) {
      const { status, body } = await shop.generate(other, headers);
      expect([status, body['code']]).toEqual([409, 'IDEMPOTENCY_CONFLICT']);
    }
    // Another merchant's key of the same name is another key.
    const theirs = await shop.generate(ORDER, { ...headers, 'x-api-key': BOOKS });
    expect(theirs.body['md5']).not.toBe(first?.body['md5']);
    // Paid or ended, it stays that payment's.
    shop.bank.pay(String(first?.body['md5']));
    await shop.settled();
    expect((await shop.generate(ORDER, headers)).body).toEqual(first?.body);
    await shop.clock.advance(330_000);
    expect((await shop.generate(ORDER, { ...headers, 'x-api-key': BOOKS })).body).toEqual(
      theirs.body,
    );
    const without = [await shop.generate(ORDER), await shop.generate(ORDER)];
    expect(without[0]?.body['md5']).not.toBe(without[1]?.body['md5']);
    await shop.app.close();
  });

  it('makes another code for an Idempotency-Key whose code could not be made', async () => {
    const shop = await openGateway(driver);
    const headers = { 'x-api-key': TEA, 'idempotency-key': 'order-1' };
    shop.bank.failNext('error', 1, { for: 'create' });
    expect((await shop.generate(ORDER, headers)).status).toBe(500);
    expect((await shop.generate(ORDER, headers)).status).toBe(201);
    await shop.app.close();
  });

  it('slows one key down, not the others', async () => {
    const shop = await openGateway(driver, { gateway: { rateLimit: { perSecond: 1, burst: 3 } } });
    const { md5 } = (await shop.generate(ORDER)).body;
    const codes: number[] = [];
    for (let times = 0; times < 4; times += 1) codes.push((await shop.status(md5)).status);
    expect(codes).toEqual([200, 200, 429, 429]);
    const slowed = await shop.status(md5);
    expect(slowed.body).toEqual({
      success: false,
      code: 'RATE_LIMITED',
      error: expect.any(String),
    });
    expect(slowed.headers.get('retry-after')).toBe('1');
    expect((await shop.generate(ORDER, { 'x-api-key': BOOKS })).status).toBe(201);
    await shop.clock.advance(1000);
    expect((await shop.status(md5)).status).toBe(200);
    await shop.app.close();
  });

  it('finds merchants by the hash of their key, with a payee and an id of their own', async () => {
    const asked: string[] = [];
    const payee = { bakongId: 'tea@abaa', merchantName: 'Tea House' };
    const merchants = new Map([
      [hashApiKey(TEA), { id: 'tea', payee }],
      [hashApiKey(BOOKS), { id: 'books' }],
    ]);
    const provider = new ScriptedProvider(undefined, { payees: true });
    const shop = await openGateway(driver, {
      khqr: { provider },
      testing: { keepCustomProviders: true },
      gateway: {
        apiKeys: undefined,
        findMerchant: async (keyHash: string) => {
          asked.push(keyHash);
          return merchants.get(keyHash) ?? null;
        },
      },
    });
    const { status, body } = await shop.generate(ORDER);
    // This provider gives neither a text nor a picture.
    expect([status, body['qr_string'], body['qr_image_url']]).toEqual([201, null, null]);
    expect(provider.creates).toMatchObject([{ payee, amountMinor: 500, note: ORDER.note }]);
    expect((await shop.status(body['md5'])).status).toBe(200);
    expect((await shop.status(body['md5'], BOOKS)).status).toBe(404);
    expect((await shop.status(body['md5'], 'sk_live_nobody')).status).toBe(401);
    expect(asked.join()).not.toContain('sk_live');
    await shop.app.close();
  });

  it('is let pass by app-wide guards where its decorators say so; prefix, version and publicUrl hold', async () => {
    class Everybody implements CanActivate {
      canActivate(context: ExecutionContext): boolean {
        return new Reflector().get<unknown>('public', context.getClass()) === true;
      }
    }
    @Controller('closed')
    class Closed {
      @Get()
      get(): string {
        return 'no';
      }
    }
    @Module({ controllers: [Closed] })
    class ClosedModule {}

    const shop = await openGateway(driver, {
      gateway: {
        path: 'pay',
        decorators: [SetMetadata('public', true)],
        publicUrl: 'https://pay.example/v1',
      },
      providers: [{ provide: APP_GUARD, useClass: Everybody }],
      prepare: (app: INestApplication) => app.setGlobalPrefix('shop'),
      imports: [ClosedModule],
    });
    const answer = await shop.ask('/shop/pay/khqr/generate', {
      method: 'POST',
      headers: { 'x-api-key': TEA, 'content-type': 'application/json' },
      body: JSON.stringify(ORDER),
    });
    const { md5, qr_image_url: url } = answer.body;
    expect(url).toBe(`https://pay.example/v1/qr/${String(md5)}`);
    expect((await fetch(`${shop.origin}/shop/pay/qr/${String(md5)}`)).status).toBe(200);
    expect((await shop.ask('/shop/closed')).status).toBe(403);
    const unreadable = await shop.ask('/shop/pay/khqr/generate?x=1', {
      method: 'POST',
      headers: { 'x-api-key': TEA, 'content-type': 'application/json' },
      body: '{"amount":',
    });
    expect([unreadable.status, unreadable.body['code']]).toEqual([400, 'INVALID_REQUEST']);
    await shop.app.close();
  });

  it('describes itself', async () => {
    const shop = await openGateway(driver);
    const { body } = await shop.ask('/api/v1/openapi.json');
    expect(body).toEqual(gatewayOpenApi(`${shop.origin}/api/v1`));
    await shop.app.close();
  });
});

describe('a client that polls', () => {
  /** Requests that the provider has in half a minute of 20 open payments, with so many polls each second. */
  async function providerCalls(pollsPerSecond: number): Promise<number> {
    const shop = await openGateway('fastify', { gateway: { rateLimit: false } });
    const runtime = shop.app.get(GatewayRuntime, { strict: false });
    // Without a socket, since only what a poll leads to is looked at.
    const poll = async (md5: unknown): Promise<unknown> => {
      let told: unknown;
      const reply = {
        status: () => reply,
        header: () => reply,
        send: (body: unknown) => (told = body),
      } as unknown as DriverReply;
      const url = `/api/v1/khqr/status?md5=${String(md5)}`;
      const headers = { 'x-api-key': TEA };
      await runtime.serve('status', '/khqr/', { method: 'GET', url, headers, protocol: '' }, reply);
      return told;
    };
    const codes: unknown[] = [];
    for (let made = 0; made < 20; made += 1) codes.push((await shop.generate(ORDER)).body['md5']);
    for (let second = 0; second < 25; second += 1) {
      const polls = Array.from({ length: pollsPerSecond }, (_, at) =>
        poll(codes[at % codes.length]),
      );
      for (const told of await Promise.all(polls)) expect(told).toContain('"WAITING"');
      await shop.clock.advance(1000);
    }
    const { creates, checks } = shop.bank.stats();
    await shop.app.close();
    return creates + checks;
  }

  it('costs no request to the provider: 5,000 polls are as many as none', async () => {
    const without = await providerCalls(0);
    expect(without).toBeGreaterThan(20);
    expect(await providerCalls(200)).toBe(without);
  });
});

describe('registerAsync', () => {
  it('asks a factory, and mounts where it is told', async () => {
    const shop = await openGateway('express', {
      imports: [
        KhqrGatewayModule.registerAsync({
          path: 'second',
          useFactory: async () => ({ apiKeys: [{ key: 'another-key-of-tea', account: 'tea' }] }),
        }),
      ],
    });
    const { md5 } = (await shop.generate(ORDER)).body;
    const url = `/second/khqr/status?md5=${String(md5)}`;
    expect(await shop.ask(url, { headers: { 'x-api-key': TEA } })).toMatchObject({ status: 401 });
    const headers = { 'x-api-key': 'another-key-of-tea' };
    expect(await shop.ask(url, { headers })).toMatchObject({ status: 200 });
    await shop.app.close();
  });
});
