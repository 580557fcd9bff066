import { describe, expect, it } from '@jest/globals';
import { decodeKhqr, verifyKhqr } from '../../../../lib/emv/index.js';
import { KhqrConfigurationError } from '../../../../lib/errors/khqr-configuration.error.js';
import type { BakongOptions } from '../../../../lib/providers/provider.options.js';
import { bakong, BakongWorld, createRequest, makeCode, SHOP } from '../../../support/bakong.js';
import { caught } from '../../../support/caught.js';

const world = new BakongWorld();
const provider = (given: Partial<BakongOptions> = {}) => bakong(world.options(given));

describe("the code of the National Bank's provider", () => {
  it("is an individual's, made here and complete", async () => {
    const now = Date.UTC(2026, 10, 22);
    const { code, qrString } = await makeCode(provider(), { now });
    expect(code).toMatchObject({ verified: true, billNumber: expect.stringMatching(/^.{22}$/) });
    expect(verifyKhqr(qrString, { now: new Date(now) })).toMatchObject({
      valid: true,
      data: {
        type: 'individual',
        account: SHOP,
        merchantName: 'Lucky Shop',
        merchantCity: 'Phnom Penh',
        currency: 'USD',
        amountMinor: 500,
        billNumber: code.billNumber,
        createdAt: new Date(now),
        expiresAt: new Date(now + 300_000),
      },
    });
  });

  it("is a merchant's with a merchant id, but not for another payee", async () => {
    const merchant = provider({
      merchantId: 'M-7',
      acquiringBank: 'Dev Bank',
      merchantCity: 'Kep',
    });
    const own = await makeCode(merchant);
    expect(decodeKhqr(own.qrString)).toMatchObject({
      type: 'merchant',
      merchantId: 'M-7',
      acquiringBank: 'Dev Bank',
      merchantCity: 'Kep',
    });
    const payee = { bakongId: 'stall7@wing', merchantName: 'Stall 7' };
    const { qrString } = await makeCode(merchant, { payee });
    const data = decodeKhqr(qrString);
    expect(data).toMatchObject({
      type: 'individual',
      account: 'stall7@wing',
      merchantName: 'Stall 7',
    });
    expect(data.merchantId).toBeUndefined();
  });

  it('carries the additional texts, and riel as whole numbers', async () => {
    const emv = { storeLabel: 'BKK1', terminalLabel: 'T2', purpose: 'Coffee' };
    const { qrString } = await makeCode(provider({ emv }), {
      currency: 'KHR',
      amountMinor: 20_000,
    });
    expect(decodeKhqr(qrString)).toMatchObject({ ...emv, currency: 'KHR', amount: '20000' });
  });

  it('is never the same twice, whatever the millisecond', async () => {
    const now = Date.now();
    const one = provider();
    const made = await Promise.all(Array.from({ length: 2000 }, () => makeCode(one, { now })));
    expect(new Set(made.map(({ code }) => code.md5)).size).toBe(2000);
  });

  it("lives for 10 minutes at most, the bank's rule", async () => {
    const one = provider();
    expect(await one.createPayment(createRequest({ expiresInMs: 600_000 }))).toMatchObject({
      outcome: 'created',
    });
    expect(await one.createPayment(createRequest({ expiresInMs: 600_001 }))).toMatchObject({
      outcome: 'failed',
      failure: { kind: 'payment', message: expect.stringContaining('10 minutes') },
    });
  });

  it('is refused for a payee whose name no code can hold', async () => {
    const payee = { bakongId: 'stall7@wing', merchantName: 'x'.repeat(26) };
    expect(await provider().createPayment(createRequest({ payee }))).toMatchObject({
      failure: { kind: 'payment', message: expect.stringContaining('merchantName') },
    });
  });

  it.each<[string, Partial<BakongOptions>]>([
    ['a name that is too long', { merchantName: 'x'.repeat(26) }],
    ['a merchant id without a bank', { merchantId: 'M-7' }],
    ['a base URL without https', { baseUrl: 'http://api.example' }],
    ['a blank token', { apiKey: ' ' }],
    [
      'additional texts that do not fit together',
      {
        emv: { storeLabel: 'x'.repeat(25), terminalLabel: 'x'.repeat(25), purpose: 'x'.repeat(25) },
      },
    ],
  ])('cannot be made with %s: said before anything is asked', (_, given) => {
    expect(caught(() => provider(given))).toBeInstanceOf(KhqrConfigurationError);
  });
});

describe('what it can do', () => {
  it.each([
    [{}, 100, 6],
    [{ dailyQuota: 1000 }, 1000, 66],
    [{ dailyQuota: 100, expectedCheckouts: 50 }, 100, 2],
    [{ dailyQuota: 100, expectedCheckouts: 500 }, 100, 1],
    [{ dailyQuota: null }, null, undefined],
    [{ dailyQuota: Infinity }, null, undefined],
  ])('%j: %s requests a day, %s checks a payment', (given, requestsPerDay, checksPerPayment) => {
    const { capabilities } = provider(given);
    expect(capabilities).toMatchObject({
      requestsPerDay,
      batchSize: 50,
      createIsCall: false,
      payees: true,
      expiry: 'ours',
    });
    expect(capabilities.checksPerPayment).toBe(checksPerPayment);
  });

  it("has the bank's hosts, and a lane for each token and host that tells no token", () => {
    expect(provider().host).toBe('api-bakong.nbc.gov.kh');
    expect(provider({ environment: 'sit' }).host).toBe('sit-api-bakong.nbc.gov.kh');
    const lanes = [
      provider(),
      provider({ environment: 'sit' }),
      provider({ apiKey: 'another' }),
      provider({ apiKey: async () => 'another' }),
    ].map(({ lane }) => lane);
    expect(new Set(lanes).size).toBe(4);
    expect(provider({ bakongId: 'other@wing' }).lane).toBe(provider().lane);
    expect(provider().lane).toMatch(/^[0-9a-f]{32}$/);
  });
});
