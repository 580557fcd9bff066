import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import {
  decodeKhqr,
  encodeKhqr,
  KhqrDecodeError,
  verifyKhqr,
  type KhqrData,
} from '../../../lib/emv/index.js';
import { caught } from '../../support/caught.js';
import { checksum } from './checksum.js';
import { scanTlv, tlv } from '../../../lib/emv/tlv.js';
import { khqrInput, NOW } from './arbitrary.js';

function read(text: string): KhqrData | KhqrDecodeError {
  try {
    return decodeKhqr(text);
  } catch (error) {
    if (error instanceof KhqrDecodeError) return error;
    throw error;
  }
}

/** Whatever the text: an answer, of the right kind, and both functions agree. */
function answers(text: string): void {
  const data = read(text);
  const verdict = verifyKhqr(text, { now: NOW });
  if (verdict.valid) expect(verdict.data).toEqual(data);
  else expect(verdict.problems).not.toHaveLength(0);
  if (data instanceof KhqrDecodeError) {
    expect(verdict).toMatchObject({ valid: false });
    expect(data.position).toBeLessThanOrEqual(text.length);
    expect(verdict.valid ? [] : verdict.problems[0]).toMatchObject({
      code: data.reason,
      tag: data.tag,
    });
  }
}

// Thousands of cases each: seconds on a busy machine.
jest.setTimeout(60_000);

const MEGABYTE = 1 << 20;

describe('hostile text', () => {
  it('is always answered: any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), answers), {
      numRuns: 2_000,
    });
  });

  it('is always answered: tags, lengths and values at random, with a right checksum', () => {
    const two = fc.nat({ max: 99 }).map((n) => String(n).padStart(2, '0'));
    const tag = fc.constantFrom('00', '01', '29', '30', '52', '53', '54', '62', '63', '64', '99');
    const piece = fc
      .tuple(fc.oneof(tag, two), fc.oneof(two, fc.string({ maxLength: 2 })), fc.string())
      .map((parts) => parts.join(''));
    const text = fc.array(piece, { maxLength: 12 }).map((pieces) => `${pieces.join('')}6304`);
    fc.assert(
      fc.property(text, (body) => {
        answers(body + checksum(body));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is always answered: a good code cut, doubled or spliced', () => {
    const cut = fc.tuple(khqrInput, fc.nat(), fc.nat(), fc.string({ maxLength: 8 }));
    fc.assert(
      fc.property(cut, ([input, from, to, between]) => {
        const { qr } = encodeKhqr(input);
        const text = qr.slice(0, from % qr.length) + between + qr.slice(to % qr.length);
        answers(text);
        const body = `${text.slice(0, -8)}6304`;
        answers(body + checksum(body));
      }),
      { numRuns: 2_000 },
    );
  });

  it('writes nothing into messages that cannot be seen, and keeps it in what was decoded', () => {
    const unseen = /[\p{Cc}\p{Cf}\u2028\u2029]/u;
    const mark = fc.constantFrom(
      '\n',
      '\r',
      '\u001b[2K',
      '\u009b',
      '\u200b',
      '\u202e',
      '\u2028',
      '0',
    );
    const value = fc.array(mark, { minLength: 1, maxLength: 4 }).map((marks) => marks.join(''));
    const paths = ['00', '01', '29.00', '30.00', '52', '53', '54', '58', '59', '99.01', '63', ''];
    const start = fc.constantFrom('', '000201', '0002010102125303840');
    const code = fc.tuple(
      fc.array(fc.tuple(fc.constantFrom(...paths), value), { maxLength: 6 }),
      value,
      start,
    );
    const seen = new Set<string>();
    fc.assert(
      fc.property(code, ([pieces, end, first]) => {
        const tags = pieces.map(([path, text]) => {
          const [tag = '', sub] = path.split('.');
          return tag === '' ? text : tlv(tag, sub === undefined ? text : tlv(sub, text));
        });
        const body = `${first}${tags.join('')}6304`;
        for (const text of [body + checksum(body), body + end.slice(0, 4), end + body]) {
          const verdict = verifyKhqr(text, { now: NOW });
          const problems = verdict.valid ? [] : verdict.problems;
          const data = read(text);
          const messages = problems.map(({ message }) => message);
          if (data instanceof KhqrDecodeError) messages.push(data.message);
          for (const message of messages) {
            expect(message).not.toMatch(unseen);
            if (message.includes('\\u{'))
              seen.add(message.replaceAll(/'.*'|\S*\\u\S*|[\dA-F]{2,}|In tag/g, ''));
          }
        }
      }),
      { numRuns: 1_000 },
    );
    // Every message that quotes has been quoting.
    expect(seen.size).toBeGreaterThanOrEqual(8);
    // Words of Khmer are parted by a space without width.
    const merchantName = 'ហាង\u200bកាហ្វេ';
    const made = { account: 'shop@aclb', currency: 'USD', static: true, merchantName } as const;
    expect(read(encodeKhqr(made).qr)).toMatchObject({ merchantName });
    const error = caught(() => encodeKhqr({ ...made, account: 'shop\u001b' }));
    expect(error).toMatchObject({ message: expect.stringContaining("got 'shop\\u{1b}'") });
  });

  it('no single character of a code can be changed unnoticed', () => {
    const { qr } = encodeKhqr({
      account: 'shop@aclb',
      merchantName: 'Shop',
      currency: 'USD',
      amount: '5.00',
      billNumber: 'INV-1',
      createdAt: NOW,
      expiresAt: NOW + 60_000,
    });
    const unnoticed: string[] = [];
    let tried = 0;
    for (let at = 0; at < qr.length; at++) {
      for (let unit = 0x20; unit < 0x7f; unit++) {
        const other = String.fromCharCode(unit);
        if (other === qr[at]) continue;
        // The checksum itself may be written in lower case.
        if (at >= qr.length - 4 && other.toUpperCase() === qr[at]) continue;
        const text = qr.slice(0, at) + other + qr.slice(at + 1);
        if (!(read(text) instanceof KhqrDecodeError)) unnoticed.push(text);
        tried++;
      }
    }
    expect(unnoticed).toEqual([]);
    expect(tried).toBeGreaterThan(qr.length * 90);
  });

  it.each([
    ['empty tags', '0000'],
    ['one tag after another', '9104ABCD'],
    ['templates of empty sub-tags', `6296${'0100'.repeat(24)}`],
    ['no tags', 'x'],
    ['lengths past the end', '9999'],
    ['emoji', '🍜'],
  ])('a megabyte of %s is refused as no QR code at all', (_what, piece) => {
    const text = piece.repeat(MEGABYTE / piece.length);
    expect(read(text)).toMatchObject({ reason: 'oversized', tag: '' });
    expect(verifyKhqr(text)).toMatchObject({ valid: false, problems: [{ code: 'oversized' }] });
  });

  it('scanning takes as many steps as there are tags, also without that limit', () => {
    for (const [piece, tags] of [
      ['0000', 1],
      ['9104ABCD', 1],
      ['01005303840', 2],
    ] as const) {
      for (const count of [1_000, 2_000, 100_000]) {
        const text = piece.repeat(count);
        let steps = 0;
        let covered = 0;
        const fault = scanTlv(text, 0, text.length, (_tag, from, to) => {
          steps++;
          covered += to - from + 4;
        });
        expect(fault).toBeUndefined();
        expect(steps).toBe(count * tags);
        expect(covered).toBe(text.length);
      }
    }
  });

  it('the longest text that is read at all is answered', () => {
    for (const piece of ['0000', '8004AAAA', '62100106ABCDEF']) {
      answers(piece.repeat(Math.floor(7089 / piece.length)));
    }
    expect(read('0'.repeat(7089))).not.toMatchObject({ reason: 'oversized' });
    expect(read('0'.repeat(7090))).toMatchObject({ reason: 'oversized' });
  });
});
