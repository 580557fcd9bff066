import { describe, expect, it } from '@jest/globals';
import { checksum } from './checksum.js';
import { decodeKhqr, KhqrDecodeError, verifyKhqr } from '../../../lib/emv/index.js';
import { tlv } from '../../../lib/emv/tlv.js';

const NOW = Date.parse('2026-11-22T00:00:00Z');
const ACCOUNT = tlv('29', tlv('00', 'shop@aclb'));
const TIMES = tlv('99', tlv('00', String(NOW)) + tlv('01', String(NOW + 60_000)));

/** A dynamic code of 5 dollars; each part may be replaced, `end` comes before the checksum. */
function code(parts: Readonly<Record<string, string>> = {}): string {
  const all = {
    format: '000201',
    initiation: '010212',
    account: ACCOUNT,
    category: '52045999',
    currency: '5303840',
    amount: tlv('54', '5.00'),
    country: '5802KH',
    name: tlv('59', 'Shop'),
    city: tlv('60', 'Phnom Penh'),
    additional: '',
    times: TIMES,
    end: '',
    ...parts,
  };
  return sealed(Object.values(all).join(''));
}

function sealed(text: string): string {
  return `${text}6304${checksum(`${text}6304`)}`;
}

function refusal(text: string): KhqrDecodeError {
  try {
    decodeKhqr(text);
  } catch (error) {
    if (error instanceof KhqrDecodeError) return error;
    throw error;
  }
  throw new Error(`decodeKhqr took ${text}`);
}

function problems(text: string, now: number = NOW): string[] {
  const verdict = verifyKhqr(text, { now });
  return verdict.valid ? [] : verdict.problems.map((problem) => `${problem.code} ${problem.tag}`);
}

describe('what real banks write', () => {
  it.each([
    [
      'another scheme below 02, 04 and 51',
      { initiation: `010212${tlv('02', '4000')}${tlv('04', '5000')}`, end: tlv('51', '000412') },
      ['02', '04', '51'],
    ],
    ['a postal code in 61', { end: tlv('61', '12000') }, ['61']],
    ['a template of the bank in 80', { end: tlv('80', '0004TEST') }, ['80']],
    [
      '62.05 and a nested 62.68',
      { additional: tlv('62', tlv('05', 'REF') + tlv('68', tlv('00', 'PAYWAY@ABA'))) },
      ['62.05', '62.68'],
    ],
    [
      '30.05',
      {
        account: tlv(
          '30',
          `${tlv('00', 'khqr@aclb')}${tlv('01', '855')}${tlv('02', 'ACLEDA')}${tlv('05', '55')}`,
        ),
      },
      ['30.05'],
    ],
    [
      'a creation that is no number',
      { times: tlv('99', tlv('00', '+173949577872') + tlv('01', String(NOW))) },
      ['99.00'],
    ],
  ])('%s is kept and accepted', (_what, parts, tags) => {
    const text = code(parts);
    expect(decodeKhqr(text).unknown.map(({ tag }) => tag)).toEqual(tags);
    expect(problems(text)).toEqual([]);
  });

  it.each([
    ['60 before 59', { name: tlv('60', 'Phnom Penh'), city: tlv('59', 'Shop') }],
    ['KM as the language', { additional: tlv('64', tlv('00', 'KM') + tlv('01', 'Shop')) }],
    ['a lower-case checksum', {}],
    ['riel with a fraction of zeros', { currency: '5303116', amount: tlv('54', '5.00') }],
    ['another country', { country: '5802TH' }],
  ])('%s is accepted', (_what, parts) => {
    const text = code(parts);
    expect(problems(text)).toEqual([]);
    expect(problems(text.slice(0, -4) + text.slice(-4).toLowerCase())).toEqual([]);
  });

  it('reads an absent tag 01 as static', () => {
    const text = code({ initiation: '', amount: '', times: '' });
    expect(decodeKhqr(text).static).toBe(true);
    expect(problems(text)).toEqual([]);
  });

  it('keeps the values, and the order', () => {
    const text = code({ end: tlv('80', 'ONE') + tlv('91', '') + tlv('80', 'TWO') });
    expect(decodeKhqr(text).unknown).toEqual([
      { tag: '80', value: 'ONE' },
      { tag: '91', value: '' },
      { tag: '80', value: 'TWO' },
    ]);
    expect(problems(text)).toEqual([]);
    // The SDK stops at a tag that directly follows itself, finds no checksum and refuses.
    expect(problems(code({ end: tlv('80', 'ONE') + tlv('80', 'TWO') }))).toEqual(['repeated 80']);
  });
});

describe('what could lead money elsewhere', () => {
  it.each([
    [
      'two accounts',
      { account: ACCOUNT + tlv('30', tlv('00', 'thief@aclb')) },
      'two-accounts',
      '30',
    ],
    [
      'two accounts, the other way',
      { account: tlv('30', tlv('00', 'thief@aclb')) + ACCOUNT },
      'two-accounts',
      '29',
    ],
    ['two amounts', { end: tlv('54', '500') }, 'repeated', '54'],
    ['two currencies', { end: '5303116' }, 'repeated', '53'],
    ['one account template twice', { end: ACCOUNT }, 'repeated', '29'],
    [
      'two account names',
      { account: tlv('29', tlv('00', 'shop@aclb') + tlv('00', 'thief@aclb')) },
      'repeated',
      '29.00',
    ],
    ['two bills', { additional: tlv('62', tlv('01', 'A') + tlv('01', 'B')) }, 'repeated', '62.01'],
    ['a checksum before the end', { times: sealed('').slice(0, 8) }, 'repeated', '63'],
    ['a length with a letter', { amount: '540x5.00' }, 'malformed', '54'],
    ['a length with a sign', { amount: '54+45.00' }, 'malformed', '54'],
    ['a length with a space', { amount: '54 45.00' }, 'malformed', '54'],
    ['a length in Khmer digits', { amount: '54០៤5.00' }, 'malformed', '54'],
    ['a value past the end', { end: '9099x' }, 'malformed', '90'],
    ['a sub-tag past its template', { additional: '62050105A' + '99' }, 'malformed', '62.01'],
    [
      'a sub-tag with a length of letters',
      { additional: tlv('62', '01XXab') },
      'malformed',
      '62.01',
    ],
    ['an emoji', { name: tlv('59', 'Café 🍜') }, 'ambiguous', ''],
  ])('%s is refused', (_what, parts, reason, tag) => {
    const text = code(parts);
    expect(refusal(text)).toMatchObject({ reason, tag });
    expect(problems(text)).toContain(`${reason} ${tag}`);
  });

  it('a wrong, short, missing or covered checksum is refused', () => {
    const text = code();
    const wrong = text.slice(0, -1) + (text.endsWith('0') ? '1' : '0');
    expect(refusal(wrong)).toMatchObject({ reason: 'crc', tag: '63', position: text.length - 8 });
    const body = text.slice(0, -8);
    expect(refusal(body)).toMatchObject({ reason: 'missing', tag: '63', position: body.length });
    expect(refusal(`${body}6303${checksum(`${body}6303`).slice(1)}`)).toMatchObject({
      reason: 'crc',
    });
    expect(refusal(`${text}8002AB`)).toMatchObject({ reason: 'misplaced', tag: '63' });
    expect(refusal(`${text}\n`)).toMatchObject({ reason: 'malformed' });
  });

  it('the position is where the tag starts', () => {
    const text = code({ account: tlv('29', tlv('00', 'shop@aclb') + '01x1A') });
    const { position, tag, message } = refusal(text);
    expect(text.slice(position, position + 5)).toBe('01x1A');
    expect(tag).toBe('29.01');
    expect(message).toContain('x1');
  });

  it('what is no text is refused, not crashed upon', () => {
    for (const value of [undefined, null, 5, {}, []] as unknown[]) {
      expect(refusal(value as string)).toMatchObject({ reason: 'missing' });
      expect(verifyKhqr(value as string).valid).toBe(false);
    }
  });
});

describe('verifyKhqr', () => {
  it.each([
    ['format', { format: '' }, ['missing 00']],
    ['format of another version', { format: '000202' }, ['invalid 00']],
    ['format that is not first', { format: '', end: '000201' }, ['misplaced 00']],
    ['account', { account: '' }, ['missing 29.00']],
    ['account without a bank', { account: tlv('29', tlv('00', 'shop')) }, ['invalid 29.00']],
    [
      'merchant id and bank',
      { account: tlv('30', tlv('00', 'a@b')) },
      ['missing 30.01', 'missing 30.02'],
    ],
    ['category', { category: '' }, ['missing 52']],
    ['category of letters', { category: '5204food' }, ['invalid 52']],
    ['currency', { currency: '' }, ['missing 53']],
    ['currency of another country', { currency: '5303764' }, ['unsupported 53']],
    ['country', { country: '' }, ['missing 58']],
    ['name', { name: '5900' }, ['empty 59']],
    ['city', { city: tlv('60', 'x'.repeat(16)) }, ['too-long 60']],
    ['several', { name: '', city: '' }, ['missing 59', 'missing 60']],
    ['amount', { amount: '' }, ['missing 54']],
    ['amount of nothing', { amount: '5400' }, ['empty 54']],
    ['amount of zero', { amount: tlv('54', '0.00') }, ['invalid 54']],
    ['amount with a comma', { amount: tlv('54', '1,000') }, ['invalid 54']],
    ['amount below zero', { amount: tlv('54', '-5') }, ['invalid 54']],
    ['amount in parts of a cent', { amount: tlv('54', '5.001') }, ['invalid 54']],
    [
      'amount in parts of a riel',
      { currency: '5303116', amount: tlv('54', '0.5') },
      ['invalid 54'],
    ],
    ['amount too long', { amount: tlv('54', '12345678901.00') }, ['too-long 54']],
    ['initiation', { initiation: '010213' }, ['invalid 01']],
    ['times', { times: '' }, ['missing 99']],
    ['end', { times: tlv('99', tlv('00', String(NOW))) }, ['missing 99.01']],
    ['end of 12 digits', { times: tlv('99', tlv('01', '123456789012')) }, ['invalid 99.01']],
    [
      'end before the beginning',
      { times: tlv('99', tlv('00', String(NOW)) + tlv('01', String(NOW - 1))) },
      ['invalid 99.01'],
    ],
    ['language without a name', { additional: tlv('64', tlv('00', 'km')) }, ['missing 64.01']],
    ['name without a language', { additional: tlv('64', tlv('01', 'Shop')) }, ['missing 64.00']],
  ])('names what is wrong: %s', (_what, parts, expected) => {
    expect(problems(code(parts))).toEqual(expected);
  });

  it('asks for times where a static code has an amount, as the SDK does', () => {
    expect(problems(code({ initiation: '010211', times: '' }))).toEqual(['missing 99']);
    expect(problems(code({ initiation: '010211' }))).toEqual([]);
  });

  it('is valid up to and including its last millisecond', () => {
    expect(problems(code(), NOW + 60_000)).toEqual([]);
    expect(problems(code(), NOW + 60_001)).toEqual(['expired 99.01']);
    expect(problems(code(), Number.NaN)).toEqual(['expired 99.01']);
  });

  it('takes the system clock when no time is given', () => {
    const year = 366 * 86_400_000;
    const until = (end: number) =>
      code({ times: tlv('99', tlv('00', String(NOW)) + tlv('01', String(end))) });
    expect(verifyKhqr(until(Date.now() + year)).valid).toBe(true);
    expect(verifyKhqr(code({ times: tlv('99', tlv('01', String(Date.now() - year))) })).valid).toBe(
      false,
    );
  });
});
