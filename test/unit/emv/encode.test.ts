import { afterEach, describe, expect, it, jest } from '@jest/globals';
import {
  decodeKhqr,
  encodeKhqr,
  KhqrRequestError,
  verifyKhqr,
  type KhqrInput,
} from '../../../lib/emv/index.js';

const NOW = Date.parse('2026-11-22T03:04:05.678Z');
const SHOP: KhqrInput = {
  account: 'shop@aclb',
  merchantName: 'Shop',
  currency: 'USD',
  amount: '5.00',
  createdAt: NOW,
  expiresAt: NOW + 300_000,
};

function tag54(amount: string | number, currency: 'USD' | 'KHR'): string | undefined {
  return decodeKhqr(encodeKhqr({ ...SHOP, currency, amount }).qr).amount;
}

/** The field that the refusal names. `changes` may be anything that a caller without types hands in. */
function refusedField(changes: object): string | undefined {
  try {
    encodeKhqr({ ...SHOP, ...changes });
  } catch (error) {
    if (error instanceof KhqrRequestError) return error.field;
    throw error;
  }
  return 'nothing was refused';
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe('encodeKhqr', () => {
  // The checksum and the md5 are from Python's binascii.crc_hqx and hashlib.
  it('writes an individual code: checksum and md5 computed elsewhere', () => {
    expect(encodeKhqr(SHOP)).toEqual({
      qr:
        '00020101021229130009shop@aclb52045999530384054045.005802KH5904Shop6010Phnom Penh' +
        '993400131795316645678011317953169456786304C549',
      md5: '1f38cd282ebf3287954f2c73f5263a88',
    });
  });

  it('writes every field of a merchant code and reads all of them back', () => {
    const input: KhqrInput = {
      account: 'shop@aclb',
      merchantName: 'ហាងកាហ្វេ',
      merchantCity: 'Siem Reap',
      currency: 'KHR',
      amount: 20_000,
      merchantId: 'M-1',
      acquiringBank: 'ACLEDA Bank Plc',
      billNumber: 'INV-7',
      mobileNumber: '85512345678',
      storeLabel: 'Store 1',
      terminalLabel: 'T-1',
      purpose: 'Coffee',
      merchantCategoryCode: '5814',
      unionPay: '1234567890123456789012345678901',
      language: { preference: 'km', merchantName: 'ហាង', merchantCity: 'សៀមរាប' },
      createdAt: new Date(NOW),
      expiresAt: new Date(NOW + 60_000),
    };
    const { qr } = encodeKhqr(input);
    const data = decodeKhqr(qr);
    expect(data).toMatchObject({ ...input, amount: '20000', amountMinor: 20_000 });
    expect(data).toMatchObject({ type: 'merchant', static: false, countryCode: 'KH', unknown: [] });
    expect(verifyKhqr(qr, { now: NOW })).toEqual({ valid: true, data });
  });

  it('writes a static code only when asked by name', () => {
    const { qr } = encodeKhqr({ ...SHOP, static: true, amount: undefined, expiresAt: undefined });
    expect(decodeKhqr(qr)).toMatchObject({ static: true });
    expect(decodeKhqr(qr)).not.toHaveProperty('amount');
    expect(decodeKhqr(qr)).not.toHaveProperty('createdAt');
    expect(refusedField({ static: true, amount: undefined })).toBe('expiresAt');
    expect(refusedField({ static: true, expiresAt: undefined })).toBe('amount');
    // The official SDK makes a static code out of each of these, which nobody could track.
    for (const amount of [0, '0', '0.00', '', null, undefined]) {
      expect(refusedField({ amount })).toBe('amount');
    }
  });

  it('takes the clock for the creation when none is given', () => {
    jest.spyOn(Date, 'now').mockReturnValue(NOW);
    expect(encodeKhqr({ ...SHOP, createdAt: undefined })).toEqual(encodeKhqr(SHOP));
  });

  it.each([
    [5, 'USD', '5'],
    ['5', 'USD', '5'],
    [5.5, 'USD', '5.50'],
    ['5.5', 'USD', '5.50'],
    ['5.00', 'USD', '5.00'],
    [0.01, 'USD', '0.01'],
    ['9999999999.99', 'USD', '9999999999.99'],
    [20_000, 'KHR', '20000'],
    ['20000.00', 'KHR', '20000'],
    ['9999999999999', 'KHR', '9999999999999'],
  ] as const)('writes %p %s as %s', (amount, currency, text) => {
    expect(tag54(amount, currency)).toBe(text);
  });

  it.each([
    [-5, 'USD'],
    ['+5', 'USD'],
    ['1,000', 'USD'],
    ['1e3', 'USD'],
    [1e21, 'USD'],
    [0.1 + 0.2, 'USD'],
    ['5.', 'USD'],
    ['.5', 'USD'],
    ['05', 'USD'],
    ['5.001', 'USD'],
    ['5.000', 'USD'],
    ['១០', 'USD'],
    [' 5', 'USD'],
    [Number.NaN, 'USD'],
    [Number.POSITIVE_INFINITY, 'USD'],
    [5n, 'USD'],
    [{}, 'USD'],
    ['12345678901.5', 'USD'],
    ['12345678901234', 'KHR'],
    ['0.5', 'KHR'],
    [100.25, 'KHR'],
  ])('refuses the amount %p %s', (amount, currency) => {
    expect(refusedField({ amount, currency })).toBe('amount');
  });

  it.each([
    ['account', 'shop'],
    ['account', '@aclb'],
    ['account', 'shop@'],
    ['account', `${'a'.repeat(28)}@aclb`],
    ['account', undefined],
    ['merchantName', ''],
    ['merchantName', 'x'.repeat(26)],
    ['merchantName', 42],
    ['merchantName', 'Café 🍜'],
    ['merchantName', 'half of one: \ud83c'],
    ['merchantCity', 'x'.repeat(16)],
    ['currency', 'THB'],
    ['currency', 'toString'],
    ['currency', undefined],
    ['billNumber', ''],
    ['billNumber', 'x'.repeat(26)],
    ['purpose', '👍'],
    ['merchantCategoryCode', '12345'],
    ['merchantCategoryCode', 'food'],
    ['merchantCategoryCode', 5999],
    ['unionPay', '1'],
    ['accountInformation', 'x'.repeat(33)],
    ['createdAt', NOW / 1000],
    ['createdAt', new Date(Number.NaN)],
    ['expiresAt', undefined],
    ['expiresAt', NOW - 1],
    ['expiresAt', NOW + 0.5],
    ['expiresAt', 'soon'],
  ])('refuses %s %p by that name', (field, value) => {
    expect(refusedField({ [field]: value })).toBe(field);
  });

  it('refuses what does not go together', () => {
    expect(refusedField({ merchantId: 'M-1' })).toBe('acquiringBank');
    const merchant = { merchantId: 'M-1', acquiringBank: 'Bank' };
    expect(refusedField({ ...merchant, accountInformation: '1' })).toBe('accountInformation');
    expect(refusedField({ currency: 'KHR', amount: 100, unionPay: '1'.repeat(32) })).toBe(
      'unionPay',
    );
    const language = { preference: 'km', merchantName: 'x'.repeat(26) };
    expect(refusedField({ language })).toBe('language.merchantName');
    expect(refusedField({ language: { ...language, preference: 'khm' } })).toBe(
      'language.preference',
    );
    expect(
      refusedField({ language: { preference: 'km', merchantName: 'x', merchantCity: '' } }),
    ).toBe('language.merchantCity');
  });

  it('refuses a template over 99, where the official SDK writes a length of three digits', () => {
    const long = 'x'.repeat(25);
    expect(
      refusedField({ billNumber: long, mobileNumber: long, storeLabel: long, terminalLabel: long }),
    ).toContain('billNumber');
    const merchant = { merchantId: 'x'.repeat(32), acquiringBank: 'x'.repeat(32) };
    expect(refusedField({ ...merchant, account: `${'a'.repeat(27)}@aclb` })).toContain(
      'merchantId',
    );
    expect(refusedField({ ...merchant, account: `${'a'.repeat(18)}@aclb` })).toBe(
      'nothing was refused',
    );
  });
});
