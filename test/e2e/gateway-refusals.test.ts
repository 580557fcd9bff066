import { describe, expect, it, jest } from '@jest/globals';
import type { KhqrGatewayModuleOptions } from 'nestjs-khqr/gateway';
import { rejection } from '../support/caught.js';
import { DRIVERS } from '../support/checkout.js';
import { BOOKS, openGateway, TEA, type Answer } from '../support/gateway.js';
import { ScriptedProvider } from '../support/scripted.provider.js';

const ORDER = { amount: 5, currency: 'USD', note: 'Order #1234' };
const NOBODY = '0'.repeat(32);

/** The seed's code, a code for programs and a sentence; nothing of the inside. */
function expectRefusal({ status, body }: Answer, code: number, name: string): void {
  expect([status, body]).toEqual([
    code,
    { success: false, code: name, error: expect.stringMatching(/^[^\n]{5,200}$/) },
  ]);
  expect(JSON.stringify(body)).not.toMatch(/\.ts|\.js|node:|at \w+ \(/);
}

/** Asks with a body without a length. */
function streamed(text: string, headers: Record<string, string>): RequestInit {
  const body = new Blob([text]).stream();
  const type = { 'content-type': 'application/json' };
  return { method: 'POST', headers: { ...type, ...headers }, body, duplex: 'half' };
}

describe.each(DRIVERS)('the gateway refuses, on %s', (driver) => {
  it('what generate cannot be asked', async () => {
    const { app, generate, bank } = await openGateway(driver);
    const bodies: readonly unknown[] = [
      [],
      {},
      '[1]',
      { ...ORDER, note: 'x'.repeat(9000) },
      `{"amount":5,"currency":"USD"${' '.repeat(9000)}}`,
      { currency: 'USD' },
      { amount: 5 },
      { ...ORDER, amount: '5.00' },
      { ...ORDER, amount: null },
      { ...ORDER, amount: -5 },
      { ...ORDER, amount: 0 },
      { ...ORDER, amount: 5.001 },
      { ...ORDER, amount: 1e21 },
      { ...ORDER, amount: 1e15 },
      '{"amount":1e999,"currency":"USD"}',
      { ...ORDER, amount: { $gt: 0 } },
      { ...ORDER, currency: 'EUR' },
      { ...ORDER, currency: ['USD'] },
      { amount: 0.5, currency: 'KHR' },
      { ...ORDER, note: 'x'.repeat(201) },
      { ...ORDER, note: 5 },
      { ...ORDER, note: 'Order\r\nSet-Cookie: a=b' },
      { ...ORDER, note: 'half \ud800' },
      { ...ORDER, amuont: 5 },
      { ...ORDER, merchant: 'books' },
      { ...ORDER, expiry_minutes: -1 },
      { ...ORDER, expiry_minutes: 0.001 },
    ];
    for (const body of bodies) {
      expectRefusal(await generate(body), 400, 'INVALID_REQUEST');
    }
    const headers = { 'x-api-key': TEA };
    for (const key of ['', 'two words', 'x'.repeat(256)]) {
      const answer = await generate(ORDER, { ...headers, 'idempotency-key': key });
      expectRefusal(answer, 400, 'INVALID_REQUEST');
    }
    expectRefusal(
      await generate('amount=5&currency=USD', {
        ...headers,
        'content-type': 'application/x-www-form-urlencoded',
      }),
      400,
      'INVALID_REQUEST',
    );
    expectRefusal(
      await generate(JSON.stringify(ORDER), { ...headers, 'content-type': 'text/plain' }),
      400,
      'INVALID_REQUEST',
    );
    expect(bank.stats().creates).toBe(0);
    await app.close();
  });

  it('what the driver’s own parser cannot read, in the same words', async () => {
    const { app, generate, ask, bank } = await openGateway(driver);
    const bodies = [
      '{"amount":',
      '{"amount":NaN,"currency":"USD"}',
      '{"amount":5,"currency":"USD","__proto__":{"note":"x"}}',
      'amount',
      '\u0000',
      `{"note":"${'x'.repeat(2_000_000)}"}`,
    ];
    for (const body of bodies) expectRefusal(await generate(body), 400, 'INVALID_REQUEST');
    const headers = { 'x-api-key': TEA };
    for (const type of ['application/json; charset=ebcdic', 'application/xml', 'no type']) {
      const answer = await generate('{"amount":', { ...headers, 'content-type': type });
      expectRefusal(answer, 400, 'INVALID_REQUEST');
    }
    expectRefusal(
      await generate('{"amount":', { ...headers, 'content-encoding': 'lzma' }),
      400,
      'INVALID_REQUEST',
    );
    // Nobody's key is told first, as ever.
    expectRefusal(await generate('{"amount":', {}), 401, 'UNAUTHORIZED');
    // The application answers for what is not the gateway's.
    const json = { ...headers, 'content-type': 'application/json' };
    const other = await ask('/khqr/generate', { method: 'POST', headers: json, body: '{' });
    expect([other.status >= 400, other.body['success']]).toEqual([true, undefined]);
    expect(bank.stats().creates).toBe(0);
    await app.close();
  });

  it('a body without a length that goes on and on', async () => {
    const { app, ask } = await openGateway(driver);
    // What the driver's parser refuses, and what only the API does.
    for (const length of [1_500_000, 50_000]) {
      const init = streamed(`{"note":"${'x'.repeat(length)}"}`, { 'x-api-key': TEA });
      const answer = await ask('/api/v1/khqr/generate', init);
      expectRefusal(answer, 400, 'INVALID_REQUEST');
      expect(answer.body['error']).toContain('8192');
    }
    await app.close();
  });

  it('a body without a length that is nested too deeply to be measured', async () => {
    const { app, ask, lines } = await openGateway(driver);
    const nested = '['.repeat(20_000) + ']'.repeat(20_000);
    const post = (headers: Record<string, string>) =>
      ask('/api/v1/khqr/generate', streamed(nested, headers));
    expectRefusal(await post({ 'x-api-key': TEA }), 400, 'INVALID_REQUEST');
    expectRefusal(await post({}), 401, 'UNAUTHORIZED');
    expect(lines.filter((line) => line.includes('Maximum call stack'))).toEqual([]);
    await app.close();
  });

  it('who has no key, without looking for a merchant', async () => {
    const findMerchant = jest.fn(() => null);
    const { app, generate } = await openGateway(driver, {
      gateway: { apiKeys: undefined, findMerchant },
    });
    for (const key of [undefined, '', ' ', 'x'.repeat(513)]) {
      const headers: Record<string, string> = key === undefined ? {} : { 'x-api-key': key };
      expectRefusal(await generate(ORDER, headers), 401, 'UNAUTHORIZED');
    }
    expect(findMerchant).not.toHaveBeenCalled();
    // The application's own keys may look as they like.
    for (const key of ['x', 'two words', 'x'.repeat(512)]) {
      expectRefusal(await generate(ORDER, { 'x-api-key': key }), 401, 'UNAUTHORIZED');
    }
    expect(findMerchant).toHaveBeenCalledTimes(3);
    await app.close();
  });

  it('who has no key', async () => {
    const { app, generate, ask, bank } = await openGateway(driver);
    for (const key of [undefined, '', 'x', TEA.toUpperCase(), TEA.slice(0, -1), `${TEA}0`]) {
      const headers: Record<string, string> = key === undefined ? {} : { 'x-api-key': key };
      expectRefusal(await generate(ORDER, headers), 401, 'UNAUTHORIZED');
      // Before anything else is looked at.
      expectRefusal(await generate({}, headers), 401, 'UNAUTHORIZED');
      const answer = await ask('/api/v1/khqr/status?md5=x', { headers });
      expectRefusal(answer, 401, 'UNAUTHORIZED');
    }
    expect(bank.stats().creates).toBe(0);
    await app.close();
  });

  it('a bad md5, and tells unknown ones and another merchant’s alike', async () => {
    const { app, generate, status, ask, khqr } = await openGateway(driver);
    const { md5 } = (await generate(ORDER)).body;
    const own = await khqr
      .account('tea')
      .createPayment({ reference: 'own', amount: '1.00', currency: 'USD' });
    for (const bad of ['', 'xyz', `${NOBODY}0`, '%00', `${NOBODY.slice(1)}g`]) {
      expectRefusal(await status(bad), 400, 'INVALID_REQUEST');
    }
    const headers = { 'x-api-key': TEA };
    expectRefusal(await ask('/api/v1/khqr/status', { headers }), 400, 'INVALID_REQUEST');
    const unknown = await status(NOBODY, BOOKS);
    expectRefusal(unknown, 404, 'NOT_FOUND');
    // Another merchant's, and a payment of the application's own.
    for (const other of [md5, own.md5]) {
      const answer = await status(other, BOOKS);
      expect([answer.status, answer.body]).toEqual([unknown.status, unknown.body]);
    }
    expectRefusal(await status(own.md5), 404, 'NOT_FOUND');
    // Whatever the application writes into its own payments' metadata.
    const marked = await khqr.account('tea').createPayment({
      reference: 'own-2',
      amount: '1.00',
      currency: 'USD',
      metadata: { merchant: 'tea' },
    });
    expectRefusal(await status(marked.md5), 404, 'NOT_FOUND');
    for (const other of [marked.md5, own.md5, NOBODY, 'xyz']) {
      expectRefusal(await ask(`/api/v1/qr/${other}`), 404, 'NOT_FOUND');
    }
    await app.close();
  });

  it('what the provider or the configuration does not allow, without a word about it', async () => {
    const payee = { bakongId: 'books@abaa', merchantName: 'Books' };
    const apiKeys = [
      { key: TEA, account: 'closed' },
      // This provider's credential decides who is paid.
      { key: BOOKS, account: 'books', payee },
    ];
    const { app, generate, lines } = await openGateway(driver, {
      khqr: { accounts: { books: { provider: new ScriptedProvider() } } },
      testing: { keepCustomProviders: true },
      gateway: { apiKeys },
    });
    expectRefusal(await generate(ORDER), 422, 'MERCHANT_NOT_CONFIGURED');
    const books = await generate(ORDER, { 'x-api-key': BOOKS });
    expectRefusal(books, 422, 'MERCHANT_NOT_CONFIGURED');
    expect(lines.join('\n')).toContain("No code was made for 'closed'");
    expect(lines.join('\n')).toContain("No code was made for 'books'");
    expect(lines.join('\n')).not.toContain(TEA);
    await app.close();
  });

  it('while the provider has trouble', async () => {
    const { app, generate, bank } = await openGateway(driver);
    bank.failNext('error', 1, { for: 'create' });
    expectRefusal(await generate(ORDER), 500, 'SERVER_ERROR');
    bank.failNext('refused', 1, { for: 'create' });
    expect((await generate(ORDER)).status).toBe(400);
    await app.close();
  });

  it('when something of its own breaks, which the log tells and the answer does not', async () => {
    const { app, generate, lines } = await openGateway(driver, {
      gateway: {
        apiKeys: undefined,
        findMerchant: () => Promise.reject(new Error('database password is hunter2')),
      },
    });
    expectRefusal(await generate(ORDER), 500, 'SERVER_ERROR');
    expect(lines.join('\n')).toContain('database password');
    await app.close();
  });

  it('to lose the one answer that tells PAID to a client that asks whether it has changed', async () => {
    const { app, ask, generate, bank, settled } = await openGateway(driver, {
      gateway: { claim: 'once' },
    });
    const { md5 } = (await generate(ORDER)).body;
    bank.pay(String(md5));
    await settled();
    const headers = { 'x-api-key': TEA, 'if-none-match': '*' };
    const { status, body } = await ask(`/api/v1/khqr/status?md5=${String(md5)}`, { headers });
    expect([status, body['status']]).toEqual([200, 'PAID']);
    await app.close();
  });

  it('a host that would lead its URLs elsewhere', async () => {
    const { app, generate } = await openGateway(driver, {
      gateway: { publicUrl: 'https://pay.example/api/v1' },
    });
    const { body } = await generate(ORDER, {
      'x-api-key': TEA,
      'x-forwarded-host': 'evil.example',
    });
    expect(body['qr_image_url']).toMatch(/^https:\/\/pay\.example\/api\/v1\/qr\/[\da-f]{32}$/);
    await app.close();
  });
});

describe('the gateway does not start', () => {
  it.each<[string, Partial<KhqrGatewayModuleOptions>, string]>([
    ['without keys', { apiKeys: undefined }, 'either apiKeys or findMerchant'],
    ['with both', { findMerchant: () => null }, 'either apiKeys or findMerchant'],
    ['with an empty list', { apiKeys: [] }, 'at least one'],
    ['without a key', { apiKeys: [{ key: undefined }] }, 'apiKeys[0].key is missing'],
    ['with a short key', { apiKeys: [{ key: 'secret' }] }, '16 to 200 characters'],
    ['with a key twice', { apiKeys: [{ key: TEA }, { key: TEA }] }, "another's already"],
    ['with a bad payee', { apiKeys: [{ key: TEA, payee: {} as never }] }, 'payee must be'],
    ['with another claim', { claim: 'twice' as never }, "claim must be 'repeat' or 'once'"],
    ['with a bad rate', { rateLimit: { perSecond: 0 } }, 'perSecond must be more than 0'],
    ['with a path as URL', { publicUrl: '/api/v1' }, 'publicUrl must be'],
    ['with an unknown option', { apiKey: TEA } as never, 'apiKey is not an option'],
  ])('%s', async (_, gateway, sentence) => {
    const error = await rejection(openGateway('express', { gateway }));
    expect(error).toMatchObject({ name: 'KhqrConfigurationError' });
    expect(String(error)).toContain(sentence);
    expect(String(error)).not.toContain(TEA);
  });
});
