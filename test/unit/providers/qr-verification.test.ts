import { describe, expect, it } from '@jest/globals';
import { encodeKhqr } from '../../../lib/emv/index.js';
import { verifyCode } from '../../../lib/providers/qr-verification.js';

const made = encodeKhqr({
  account: 'shop@abaa',
  merchantName: 'Lucky Shop',
  amount: '5.00',
  currency: 'USD',
  billNumber: 'order-1',
  createdAt: 1_779_600_600_000,
  expiresAt: 1_779_600_900_000,
});
const asked = { qrString: made.qr, md5: made.md5, amountMinor: 500, currency: 'USD' } as const;

describe('a code that a provider made', () => {
  it('fits what was asked', () => {
    expect(verifyCode(asked)).toEqual({ verified: true });
    expect(verifyCode({ ...asked, account: 'shop@abaa' })).toEqual({ verified: true });
  });

  it.each([
    ['amount', { amountMinor: 501 }, 'asks for 5.00 USD instead of 5.01 USD'],
    ['currency', { currency: 'KHR' }, 'asks for 5.00 USD instead of 500 KHR'],
    ['account', { account: 'thief@abaa' }, 'pays shop@abaa instead of thief@abaa'],
    ['checksum', { qrString: `${made.qr.slice(0, -1)}!` }, 'not a valid KHQR'],
    ['text', { qrString: 'https://pay.example' }, 'not a valid KHQR'],
  ] as const)('does not fit by its %s, and both values are named', (_, change, says) => {
    expect(verifyCode({ ...asked, ...change })).toEqual({
      problem: expect.stringContaining(says),
    });
  });

  it('without an amount fits nothing: it could be paid with any', () => {
    const open = encodeKhqr({
      account: 'shop@abaa',
      merchantName: 'Lucky Shop',
      currency: 'USD',
      static: true,
    });
    expect(verifyCode({ ...asked, qrString: open.qr, md5: open.md5 })).toEqual({
      problem: expect.stringContaining('no amount USD instead of 5.00 USD'),
    });
  });

  it('is only warned of where the md5 is not its own', () => {
    const md5 = 'a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4';
    const answer = verifyCode({ ...asked, md5 });
    expect(answer).toEqual({ verified: true, warning: expect.stringContaining(md5) });
    expect(answer).toEqual({ verified: true, warning: expect.stringContaining(made.md5) });
  });
});
