import { describe, expect, it } from '@jest/globals';
import { checkAccount } from '../../../../lib/khqr.account-validator.js';
import { Problems } from '../../../../lib/khqr.problems.js';

const GOOD = {
  provider: 'bakong',
  apiKey: 'x.y.z',
  bakongId: 'lucky@abaa',
  merchantName: 'Lucky Shop',
};
const FULL = {
  ...GOOD,
  apiKey: async () => 'x.y.z',
  merchantCity: 'Siem Reap',
  merchantId: 'M-7',
  acquiringBank: 'Dev Bank',
  environment: 'sit',
  baseUrl: 'https://relay.example/bakong',
  proxyUrl: 'http://me:secret@proxy.example:3128',
  token: { email: 'shop@example.com', onRenewed: () => undefined },
  dailyQuota: 1000,
  expectedCheckouts: 50,
  emv: { storeLabel: 'BKK1', terminalLabel: 'T2', purpose: 'Coffee' },
  app: { name: 'Lucky', iconUrl: 'https://a.example/i.png', callbackUrl: 'lucky://paid' },
  checkAccountAtBoot: true,
  expiresInMs: 600_000,
};

function problemsOf(options: object): string {
  const problems = new Problems();
  checkAccount('', options, 'production', problems);
  return problems.none ? '' : problems.toError().message;
}

describe("bakong's options at boot", () => {
  it.each([
    ['the least', GOOD],
    ['all', FULL],
    ['no quota', { ...GOOD, dailyQuota: null }],
    ['an endless quota', { ...GOOD, dailyQuota: Infinity }],
  ])('%s are taken', (_, options) => expect(problemsOf(options)).toBe(''));

  it.each<[object, string]>([
    [{ apiKey: undefined }, 'apiKey is missing or blank'],
    [{ apiKey: '' }, 'apiKey is missing or blank'],
    [{ bakongId: 'lucky' }, "bakongId must be a Bakong account such as 'name@bank'"],
    [{ bakongId: `${'x'.repeat(30)}@ab` }, 'at most 32'],
    [{ merchantName: undefined }, 'merchantName must be a text of 1 to 25'],
    [{ merchantName: 'x'.repeat(26) }, 'merchantName must be a text of 1 to 25'],
    [{ merchantCity: 'x'.repeat(16) }, 'merchantCity must be a text of 1 to 15'],
    [{ merchantId: 'M-7' }, 'merchantId needs acquiringBank'],
    [{ environment: 'test' }, "environment must be 'production' or 'sit'"],
    [{ baseUrl: 'http://relay.example' }, 'baseUrl must begin with https://'],
    [{ proxyUrl: 'socks5://proxy.example' }, 'proxyUrl must be a proxy'],
    [{ proxyUrl: 'proxy.example:3128' }, 'proxyUrl must be a proxy'],
    [{ token: 'x' }, 'token must be { email, onRenewed }'],
    [{ token: { email: 'shop', onRenewed: () => 0 } }, 'token.email'],
    [{ token: { email: 'a@b.c' } }, 'token.onRenewed must be a function'],
    [{ token: { email: 'a@b.c', onRenewed: () => 0, every: 1 } }, 'token.every is not an option'],
    [{ dailyQuota: 0 }, 'dailyQuota must be a whole number from 1'],
    [{ dailyQuota: 1.5 }, 'dailyQuota must be a whole number from 1'],
    [{ expectedCheckouts: 0 }, 'expectedCheckouts must be a whole number from 1'],
    [{ expiresInMs: 600_001 }, 'expiresInMs must be at most 600000'],
    [{ emv: [] }, 'emv must be an object'],
    [{ emv: { storeLabel: 'x'.repeat(26) } }, 'emv.storeLabel must be a text of 1 to 25'],
    [{ emv: { shop: 'x' } }, 'emv.shop is not an option'],
    [
      {
        emv: { storeLabel: 'x'.repeat(25), terminalLabel: 'x'.repeat(25), purpose: 'x'.repeat(12) },
      },
      'emv must have at most 61 characters in its 3 texts together',
    ],
    [{ app: { name: 'Lucky' } }, 'app.iconUrl must be a URL'],
    [{ checkAccountAtBoot: 'yes' }, 'checkAccountAtBoot must be true or false'],
    [{ checkBy: 'md5' }, 'checkBy is not an option'],
  ])('%j is refused', (given, problem) => {
    expect(problemsOf({ ...GOOD, ...given })).toContain(problem);
  });

  it('are refused without repeating a secret', () => {
    const message = problemsOf({
      ...GOOD,
      apiKey: 'canary one',
      proxyUrl: 'ftp://me:canary@proxy.example',
      token: 'canary',
    });
    expect(message).toContain('apiKey must be one word');
    expect(message).not.toContain('canary');
  });
});
