import { describe, expect, it } from '@jest/globals';
import { checksum } from './checksum.js';
import { encodeKhqr, khqrMd5, KhqrRequestError, type KhqrInput } from '../../../lib/emv/index.js';
import { loadVectors, type Generation } from './vectors.js';

const NOW = Date.parse('2026-11-22T00:00:00Z');

/** The official SDK's input in our words. KHR is its default currency; no amount is how it is asked for a static code. */
function toInput({ input }: Generation): KhqrInput {
  const text = (key: string) => (typeof input[key] === 'string' ? input[key] : undefined);
  const { amount, expirationTimestamp: end } = input;
  const preference = text('languagePreference');
  const merchantName = text('merchantNameAlternateLanguage');
  return {
    account: text('bakongAccountID') ?? '',
    merchantName: text('merchantName') ?? '',
    merchantCity: text('merchantCity'),
    currency: input['currency'] === 840 ? 'USD' : 'KHR',
    amount: amount ?? undefined,
    static: amount === undefined,
    merchantId: text('merchantId'),
    acquiringBank: text('acquiringBank'),
    accountInformation: text('merchantId') ? undefined : text('accountInformation'),
    billNumber: text('billNumber'),
    mobileNumber: text('mobileNumber'),
    storeLabel: text('storeLabel'),
    terminalLabel: text('terminalLabel'),
    merchantCategoryCode: text('merchantCategoryCode'),
    unionPay: text('upiMerchantAccount'),
    language: preference && merchantName ? { preference, merchantName } : undefined,
    createdAt: NOW,
    expiresAt: end === '<now+60000>' ? NOW + 60_000 : Number(end ?? 0) || undefined,
  };
}

/** The official error numbers as the field that ours names. */
const FIELDS: Readonly<Record<number, string>> = {
  1: 'account',
  3: 'account',
  4: 'amount',
  6: 'account',
  7: 'merchantName',
  10: 'billNumber',
  11: 'storeLabel',
  12: 'terminalLabel',
  21: 'merchantCity',
  38: 'language.preference',
  40: 'language.merchantName',
  43: 'unionPay',
  45: 'expiresAt',
  49: 'expiresAt',
  50: 'expiresAt',
  51: 'merchantCategoryCode',
};

describe('encodeKhqr on the 48 generation cases', () => {
  const { generation } = loadVectors();
  const written = generation.filter((g) => g.expectedPrefix !== undefined);
  const refused = generation.filter((g) => g.expectedErrorCode !== undefined);

  it('are all there', () => {
    expect(written.length + refused.length).toBe(48);
  });

  it.each(written.map((g) => [g.id, g] as const))('%s is written as by the SDK', (_id, g) => {
    const input = toInput(g);
    const times = input.static ? '' : `99340013${NOW}0113${NOW + 60_000}`;
    const text = `${g.expectedPrefix ?? ''}${times}6304`;
    const { qr, md5 } = encodeKhqr(input);
    expect(qr).toBe(text + checksum(text));
    expect(md5).toBe(khqrMd5(qr));
  });

  it.each(refused.map((g) => [g.id, g] as const))('%s is refused as by the SDK', (_id, g) => {
    const encode = () => encodeKhqr(toInput(g));
    expect(encode).toThrow(KhqrRequestError);
    expect(encode).toThrow(expect.objectContaining({ field: FIELDS[g.expectedErrorCode ?? 0] }));
  });
});
