import { describe, expect, it } from '@jest/globals';
import {
  KhqrConfigurationError,
  KhqrModule,
  type KhqrModuleOptions,
  type KhqrOptionsFactory,
} from 'nestjs-khqr';
import { ScriptedProvider } from '../support/scripted.provider.js';
import { openHost } from '../support/host.js';
import { rejection } from '../support/caught.js';

type Loose = Record<string, unknown>;

const ONLINE = { provider: 'bakong-online', bakongId: 'shop@aclb', merchantName: 'Shop' };
const APIKHQR = { provider: 'apikhqr', apiKey: 'sk_live_x' };

/** The problems named at boot for options that no compiler has seen, as a factory answers them. */
async function problemsOf(options: Loose): Promise<readonly string[]> {
  const useFactory: KhqrOptionsFactory['createKhqrOptions'] = () => options;
  const error = await rejection(openHost([KhqrModule.forRootAsync({ useFactory })]));
  if (error instanceof KhqrConfigurationError) return error.problems;
  throw error;
}

describe('options that cannot work are refused at boot', () => {
  it.each<[Loose, string]>([
    [{}, 'provider is missing'],
    [{ accounts: {} }, 'provider is missing'],
    [{ provider: null }, 'provider must be '],
    [{ provider: '' }, "provider must be 'apikhqr', 'bakong-online'"],
    [{ provider: 'paypal' }, "got 'paypal'"],
    [{ provider: 'toString' }, "got 'toString'"],
    [{ provider: '__proto__' }, 'got a value of type string'],
    [{ provider: 5 }, 'got 5'],
    [{ provider: {} }, 'provider must have name, capabilities, createPayment and checkPayment'],
    [{ provider: ScriptedProvider }, 'got a value of type function'],
    [{ provider: 'apikhqr' }, 'apiKey is missing or blank'],
    [{ ...APIKHQR, apiKey: '' }, 'apiKey is missing or blank'],
    [{ ...APIKHQR, apiKey: ' \n' }, 'apiKey is missing or blank'],
    [{ ...APIKHQR, apiKey: 'two words' }, 'apiKey must be one word'],
    [{ ...APIKHQR, apiKey: 'line\nbreak' }, 'apiKey must be one word'],
    [{ ...APIKHQR, apiKey: 5 }, 'apiKey must be one word'],
    [{ ...APIKHQR, apiKey: null }, 'apiKey'],
    [{ ...APIKHQR, baseUrl: 'khqrapi.com' }, 'baseUrl must be a URL'],
    [{ ...APIKHQR, baseUrl: '' }, 'baseUrl must be a URL'],
    [{ ...APIKHQR, baseUrl: 7 }, 'baseUrl must be a URL'],
    [{ ...APIKHQR, baseUrl: 'http://khqrapi.com' }, 'baseUrl must begin with https://'],
    [{ ...APIKHQR, baseUrl: 'ftp://khqrapi.com' }, 'baseUrl must begin with https://'],
    [{ ...APIKHQR, baseUrl: 'http://127.0.0.1.evil.com' }, 'baseUrl must begin with https://'],
    [{ ...APIKHQR, baseUrl: 'https://u:p@khqrapi.com' }, 'no user, password, query or fragment'],
    [{ ...APIKHQR, baseUrl: 'https://khqrapi.com/?a=1' }, 'no user, password, query or fragment'],
    [{ ...APIKHQR, baseUrl: 'https://khqrapi.com/#a' }, 'no user, password, query or fragment'],
    [{ ...APIKHQR, baseUrl: 'https://khqrapi.com/?' }, 'no user, password, query or fragment'],
    [{ ...APIKHQR, baseUrl: 'https://khqrapi.com/#' }, 'no user, password, query or fragment'],
    [{ ...APIKHQR, ratePerSecond: 0 }, 'ratePerSecond must be a number above 0'],
    [{ ...APIKHQR, ratePerSecond: NaN }, 'ratePerSecond must be a number above 0'],
    [{ ...APIKHQR, ratePerSecond: Infinity }, 'ratePerSecond must be a number above 0'],
    [{ ...APIKHQR, ratePerSecond: '5' }, 'ratePerSecond must be a number above 0'],
    [{ ...APIKHQR, expiresInMs: 300 }, 'expiresInMs must be whole milliseconds'],
    [{ ...APIKHQR, expiresInMs: 1000.5 }, 'expiresInMs must be whole milliseconds'],
    [{ ...APIKHQR, expiresInMs: 9e15 }, 'expiresInMs must be whole milliseconds'],
    [{ ...APIKHQR, onForeignClaim: 'ignore' }, "onForeignClaim must be 'review' or 'paid'"],
    [{ ...ONLINE, bakongId: undefined }, "bakongId must be a Bakong account such as 'name@bank'"],
    [{ ...ONLINE, bakongId: 'shop' }, 'bakongId must be a Bakong account'],
    [{ ...ONLINE, bakongId: `${'x'.repeat(30)}@ab` }, 'bakongId must be a Bakong account'],
    [{ ...ONLINE, merchantName: ' ' }, 'merchantName must be a text that is not blank'],
    [{ ...ONLINE, username: 5 }, 'username must be a text or a function'],
    [{ ...ONLINE, checkBy: 'qr' }, "checkBy must be 'md5' or 'tran'"],
    [{ ...ONLINE, currencies: [] }, "currencies must be a list of 'USD' and 'KHR'"],
    [{ ...ONLINE, currencies: ['EUR'] }, "currencies must be a list of 'USD' and 'KHR'"],
    [{ ...ONLINE, paths: '/x' }, 'paths must be an object'],
    [{ ...ONLINE, paths: { create: 'khqr' } }, 'paths.create must be a path'],
    [{ ...ONLINE, paths: { check: '/x' } }, 'paths.check is not an option'],
    [{ ...ONLINE, paths: { checkByTran: '/x' } }, "paths.checkByTran must have the part ':tran'"],
    [{ ...ONLINE, paths: { image: '/x/:trans' } }, "paths.image must have the part ':tran'"],
    [{ provider: 'sandbox', autoPayMs: -1 }, 'autoPayMs must be milliseconds'],
    [{ provider: 'sandbox', allowInProduction: 'yes' }, 'allowInProduction must be true or false'],
    [{ provider: 'sandbox', store: {} }, 'store must be a PaymentStore'],
    [{ provider: 'sandbox', store: 'memory' }, 'store must be a PaymentStore'],
    [{ provider: 'sandbox', accountResolver: {} }, 'accountResolver must be an object or a class'],
    [{ provider: 'sandbox', accountResolver: 5 }, 'accountResolver must be an object or a class'],
    [{ accounts: [] }, 'accounts must be an object'],
    [{ accounts: { main: null } }, 'accounts.main must be account options, got null'],
    [{ accounts: { main: 'sandbox' } }, 'accounts.main must be account options'],
    [{ accounts: { main: { provider: 'apikhqr' } } }, 'accounts.main.apiKey is missing or blank'],
    [{ accounts: { 'a b': { provider: 'sandbox' } } }, "accounts['a b'] must be named with"],
    [
      { accounts: { [`__proto__`]: { provider: 'sandbox' } } },
      "accounts['__proto__'] must be named",
    ],
    [
      { provider: 'sandbox', accounts: { default: { provider: 'sandbox' } } },
      "accounts.default and provider both configure the account 'default'",
    ],
    [{ provider: 'sandbox', tracker: null }, 'tracker must be an object'],
    [{ provider: 'sandbox', tracker: { enabled: 1 } }, 'tracker.enabled must be true or false'],
    [{ provider: 'sandbox', delivery: [] }, 'delivery must be an object'],
    [
      { provider: 'sandbox', delivery: { enabled: 'no' } },
      'delivery.enabled must be true or false',
    ],
    [
      { provider: 'sandbox', delivery: { retryDelaysMs: 5 } },
      'delivery.retryDelaysMs must be a list',
    ],
    [
      { provider: 'sandbox', delivery: { retryDelaysMs: [1, -1] } },
      'delivery.retryDelaysMs[1] must be',
    ],
  ])('%j: %s', async (options, problem) => {
    const problems = await problemsOf(options);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });

  it.each([
    ['tracker.tickMs', 0],
    ['tracker.gapMs', 0],
    ['tracker.leaseMs', 0],
    ['tracker.expiryGraceMs', -1],
    ['delivery.timeoutMs', 0],
    ['delivery.releaseAfterMs', -1],
  ])('%s takes whole milliseconds that a timer can hold', async (field, tooLow) => {
    const [group = '', key = ''] = field.split('.');
    for (const value of [tooLow, 1.5, NaN, Infinity, 2 ** 31, '100', null, {}]) {
      const problems = await problemsOf({ provider: 'sandbox', [group]: { [key]: value } });
      expect(problems).toEqual([
        expect.stringContaining(`${field} must be a whole number of milli`),
      ]);
    }
    const { app } = await openHost({ provider: 'sandbox', [group]: { [key]: tooLow + 1 } });
    await app.close();
  });

  it.each<[Loose, string]>([
    [{ ...APIKHQR, apikey: 'x' }, 'apikey is not an option'],
    [{ provider: 'sandbox', apiKey: 'x' }, 'apiKey is not an option'],
    [{ provider: 'sandbox', polling: {} }, 'polling is not an option'],
    [{ accounts: { a: { provider: 'sandbox', tick: 1 } } }, 'accounts.a.tick is not an option'],
    [{ accounts: { a: { provider: 'sandbox' } }, apiKey: 'x' }, 'apiKey is not an option'],
    [{ provider: 'sandbox', tracker: { tickMS: 5 } }, 'tracker.tickMS is not an option. It has: '],
    [{ provider: 'sandbox', delivery: { retry: 5 } }, 'delivery.retry is not an option. It has: '],
    // It belongs beside useFactory; in its answer it would be without effect.
    [{ provider: 'sandbox', isGlobal: false }, 'isGlobal is not an option'],
    [{ provider: new ScriptedProvider(), apiKey: 'x' }, 'apiKey is not an option'],
  ])('a key that nobody knows: %j', async (options, problem) => {
    const problems = await problemsOf(options);
    expect(problems).toEqual([expect.stringContaining(problem)]);
  });

  it('names every problem of every account at once', async () => {
    const problems = await problemsOf({
      provider: 'apikhqr',
      baseUrl: 'ftp://x',
      accounts: { a: { ...ONLINE, bakongId: 'x', checkBy: 'y' }, b: { provider: 'z' } },
      tracker: { tickMs: 0, gap: 1 },
      delivery: { timeoutMs: 'x' },
      store: 5,
    });
    const fields = problems.map((problem) => problem.split(' ')[0]);
    expect(fields).toEqual(
      expect.arrayContaining([
        'apiKey',
        'baseUrl',
        'accounts.a.bakongId',
        'accounts.a.checkBy',
        'accounts.b.provider',
        'tracker.tickMs',
        'tracker.gap',
        'delivery.timeoutMs',
        'store',
      ]),
    );
    expect(problems).toHaveLength(9);
  });

  it('never prints a secret, wherever it was put', async () => {
    const secret = 'sk_live_CANARY_0123456789';
    const wrong: Loose[] = [
      { provider: 'apikhqr', apiKey: `${secret} x` },
      { provider: 'apikhqr', apiKey: [secret] },
      { provider: 'apikhqr', apiKey: { secret } },
      { provider: secret },
      { provider: 'apikhqr', apiKey: 'x', baseUrl: secret },
      { provider: 'apikhqr', apiKey: 'x', baseUrl: `https://user:${secret}@khqrapi.com` },
      { provider: 'apikhqr', apiKey: 'x', baseUrl: `https://khqrapi.com?key=${secret}` },
      { provider: 'apikhqr', apiKey: secret, tracker: { tickMs: secret } },
      { provider: 'apikhqr', apiKey: 'x', store: secret },
      { provider: 'sandbox', autoPayMs: secret },
      { accounts: { a: secret } },
      { accounts: secret },
      { ...ONLINE, bakongId: secret },
      { ...ONLINE, merchantName: 'x', checkBy: secret },
      { ...ONLINE, paths: { create: secret } },
    ];
    for (const options of wrong) {
      const useFactory = (): KhqrModuleOptions => options;
      const error = await rejection(openHost([KhqrModule.forRootAsync({ useFactory })]));
      expect(error).toBeInstanceOf(KhqrConfigurationError);
      const { message, stack, problems } = error as KhqrConfigurationError;
      expect(`${message} ${stack ?? ''} ${problems.join()}`).not.toContain('CANARY');
    }
  });
});

describe('options that work', () => {
  it.each<[string, Loose]>([
    ['a key that is asked for', { provider: 'apikhqr', apiKey: async () => 'key' }],
    ['http on this machine', { ...APIKHQR, baseUrl: 'http://127.0.0.1:9/api' }],
    ['http on this machine, by name', { ...APIKHQR, baseUrl: 'http://localhost:9' }],
    ['http on this machine, IPv6', { ...APIKHQR, baseUrl: 'http://[::1]:9' }],
    ['everything of bakong-online', { ...ONLINE, checkBy: 'tran', currencies: ['KHR'], paths: {} }],
    ['options that are undefined', { ...APIKHQR, ratePerSecond: undefined, tracker: undefined }],
    ['tracker options that are undefined', { ...APIKHQR, tracker: { tickMs: undefined } }],
    ['no retry at all', { ...APIKHQR, delivery: { retryDelaysMs: [] } }],
    ['a provider of the application', { provider: new ScriptedProvider() }],
    ['nothing but a resolver', { accountResolver: { find: async () => null } }],
  ])('%s', async (_what, options) => {
    const useFactory = (): KhqrModuleOptions => options;
    const { app } = await openHost([KhqrModule.forRootAsync({ useFactory })]);
    await app.close();
  });
});
