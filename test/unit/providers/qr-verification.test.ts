import { describe, expect, it } from '@jest/globals';
import { encodeKhqr } from '../../../lib/emv/index.js';
import { tlv } from '../../../lib/emv/tlv.js';
import { verifyCode } from '../../../lib/providers/qr-verification.js';
import { checksum } from '../emv/checksum.js';

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

  const forged = '1\n[Nest] 1 - LOG paid\u001b[2K\u202e\u2028';
  it.each([
    [
      'amount',
      tlv('54', forged),
      'asks for 1\\u{a}[Nest] 1 - LOG paid\\u{1b}[2K\\u{202e}\\u{2028} ',
    ],
    ['account', tlv('29', tlv('00', forged)), 'pays 1\\u{a}[Nest]'],
    ['checksum', tlv('63', forged), "tag 63 says '1\\u{a}[Nest]"],
    ['tag', '\n\u001b', "found '\\u{a}\\u{1b}'"],
  ])('cannot write lines of its own into a log by its %s', (name, tags, says) => {
    const money = name === 'account' ? '530384054045.00' : '5303840';
    const text = `000201${money}${tags}`;
    const isOpen = name === 'checksum' || name === 'tag';
    const qrString = isOpen ? text : `${text}6304${checksum(`${text}6304`)}`;
    const answer = verifyCode({ ...asked, qrString, account: 'shop@abaa' });
    expect(answer).toEqual({ problem: expect.stringContaining(says) });
    expect(JSON.stringify(answer)).not.toMatch(/\\n|\\u00|[\u2028\u202e]/);
  });

  it('is only warned of where the md5 is not its own', () => {
    const md5 = 'a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4';
    const answer = verifyCode({ ...asked, md5 });
    expect(answer).toEqual({ verified: true, warning: expect.stringContaining(md5) });
    expect(answer).toEqual({ verified: true, warning: expect.stringContaining(made.md5) });
  });
});
