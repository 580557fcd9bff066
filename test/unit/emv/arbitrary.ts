import fc from 'fast-check';
import type { KhqrInput } from '../../../lib/emv/index.js';

export const NOW = Date.parse('2026-11-22T00:00:00Z');

/** First and last code unit of what a text is made of: printable ASCII, Khmer, the basic plane without surrogates. */
const ALPHABETS: readonly (readonly [first: number, last: number])[] = [
  [0x20, 0x7e],
  [0x30, 0x39],
  [0x1780, 0x17ff],
  [0x80, 0xd7ff],
  [0xe000, 0xffff],
];

/**
 * A text of one alphabet or, every other time, mixed, all told by one number. An arbitrary for each character would take
 * minutes for 20,000 inputs of up to fifteen texts. It shrinks to one character.
 */
function text(maxLength: number): fc.Arbitrary<string> {
  return fc.nat({ max: 0x7fffffff }).map((seed) => {
    let state = seed;
    // The linear congruential generator of "Numerical Recipes"; its low bits repeat soon, so they are dropped.
    const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 8;
    const length = 1 + (seed % maxLength);
    const alphabet = next() % (ALPHABETS.length * 2);
    let value = '';
    for (let at = 0; at < length; at++) {
      const [first, last] = ALPHABETS[alphabet] ?? ALPHABETS[next() % ALPHABETS.length] ?? [48, 57];
      value += String.fromCharCode(first + (next() % (last - first + 1)));
    }
    return value;
  });
}

const account = fc
  .tuple(text(20), text(11))
  .map(([name, bank]) => `${name}@${bank}`)
  .filter((value) => !value.endsWith('@') && !value.startsWith('@'));

const category = fc.nat({ max: 9999 }).map((code) => String(code));

/** An amount as a shop may hold it: text with none, one or two decimals, or a number. */
const usd = fc
  .tuple(fc.integer({ min: 1, max: 999_999_999_999 }), fc.integer({ min: 0, max: 2 }))
  .map(([cents, form]) => {
    if (form === 0) return cents / 100;
    const whole = Math.floor(cents / 100);
    return form === 1 && whole > 0
      ? String(whole)
      : `${whole}.${String(cents % 100).padStart(2, '0')}`;
  });
const khr = fc
  .tuple(fc.integer({ min: 1, max: 9_999_999_999_999 }), fc.boolean())
  .map(([riel, asText]) => (asText ? String(riel) : riel));
const money = fc.oneof(
  fc.record({ currency: fc.constant('USD' as const), amount: usd }),
  fc.record(
    { currency: fc.constant('KHR' as const), amount: khr, unionPay: text(31) },
    { requiredKeys: ['currency', 'amount'] },
  ),
);

const ending = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      createdAt: fc.constant(NOW),
      expiresAt: fc.integer({ min: NOW, max: 9_999_999_999_999 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ static: true as const }) },
);

const payee = fc.oneof(
  fc.record(
    { account, accountInformation: text(32), acquiringBank: text(32) },
    { requiredKeys: ['account'] },
  ),
  fc.record({ account, merchantId: text(32), acquiringBank: text(32) }),
);

const details = fc.record(
  {
    merchantName: text(25),
    merchantCity: text(15),
    merchantCategoryCode: category,
    billNumber: text(25),
    mobileNumber: text(25),
    storeLabel: text(25),
    terminalLabel: text(25),
    purpose: text(25),
    language: fc.record(
      { preference: text(2), merchantName: text(25), merchantCity: text(15) },
      { requiredKeys: ['preference', 'merchantName'] },
    ),
  },
  { requiredKeys: ['merchantName'] },
);

/** Length of a template with these texts, each with its tag and length. */
function templateLength(...texts: readonly (string | undefined)[]): number {
  return texts.reduce((sum, value) => sum + (value === undefined ? 0 : value.length + 4), 0);
}

/** Every input that can be written: all fields, both kinds of payee, static and dynamic. */
export const khqrInput: fc.Arbitrary<KhqrInput> = fc
  .tuple(payee, details, money, ending)
  .map(([who, what, { amount, ...rest }, end]): KhqrInput => ({
    ...who,
    ...what,
    ...rest,
    ...end,
    ...(!('static' in end) && { amount }),
  }))
  // Where the sum is over 99 the official SDK writes an unreadable code, and ours refuses: see encode.test.ts.
  .filter(
    (k) =>
      templateLength(k.account, k.accountInformation, k.merchantId, k.acquiringBank) <= 99 &&
      templateLength(k.billNumber, k.mobileNumber, k.storeLabel, k.terminalLabel, k.purpose) <= 99,
  );
