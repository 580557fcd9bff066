import { describe, expect, it } from '@jest/globals';
import { encodeKhqr } from '../../../lib/emv/index.js';
import * as apikhqr from '../../../lib/providers/apikhqr/apikhqr.mapper.js';
import * as bakongOnline from '../../../lib/providers/bakong-online/bakong-online.mapper.js';
import { HttpAnswer } from '../../../lib/providers/http/http-answer.js';

const { qr, md5 } = encodeKhqr({
  account: 'shop@abaa',
  merchantName: 'Lucky Shop',
  amount: '5.00',
  currency: 'USD',
  createdAt: 1_779_600_600_000,
  expiresAt: 1_779_600_900_000,
});
const FORGED = 'USD\n[Nest] LOG paid\u009b2K';
const TOLD = 'USD\\u{a}[Nest] LOG paid\\u{9b}2K';
const REQUEST = { md5, amountMinor: 500, currency: 'USD', note: null } as never;

function answer(body: object | string, status = 200): HttpAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const none = { unread: undefined, secret: undefined, serverTime: undefined };
  return new HttpAnswer({ status, text, ...none, retryAfterMs: undefined });
}

describe('a provider cannot write lines of its own into a log', () => {
  const made = { md5, qr_string: qr, expires_at: '2026-05-24T12:35:00+07:00' };

  it('by a currency that it confirms', () => {
    const confirmed = answer({ ...made, amount: 5, currency: FORGED });
    const message = expect.stringContaining(`confirmed 5 ${TOLD} instead of 5.00 USD`);
    expect(apikhqr.toCreateAnswer(confirmed, REQUEST)).toMatchObject({ failure: { message } });
  });

  it('nor fail the call by an amount that is nested without end', () => {
    const nested = '['.repeat(20_000) + ']'.repeat(20_000);
    const text = `${JSON.stringify(made).slice(0, -1)},"amount":${nested}}`;
    const message = expect.stringContaining('confirmed an object null instead of');
    expect(apikhqr.toCreateAnswer(answer(text), REQUEST)).toMatchObject({ failure: { message } });
  });

  it('by the currency of what was paid', () => {
    const paid = answer({ status: 'PAID', md5, amount: 5, currency: FORGED });
    const evidence = { currency: TOLD };
    expect(apikhqr.toCheckAnswer(paid, REQUEST)).toMatchObject({ outcome: 'paid', evidence });
  });

  it('by a refusal of which nothing is left as a line', () => {
    const refused = answer({ status: false, message: '<\n[Nest] LOG paid>' });
    const message = expect.stringContaining('was refused: <\\u{a}[Nest] LOG paid>');
    expect(bakongOnline.toCreateAnswer(refused, REQUEST, 'shop@abaa')).toMatchObject({
      failure: { message },
    });
  });
});
