import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KhqrRequestError } from '../../../lib/errors/khqr-request.error.js';
import {
  formatMoney,
  parseCurrency,
  parseMoney,
  readMinor,
  type Currency,
} from '../../../lib/payment/money.js';
import { caught } from '../../support/caught.js';

describe('parseMoney', () => {
  it.each([
    ['5', 'USD', 500],
    ['5.0', 'USD', 500],
    ['5.00', 'USD', 500],
    ['0.01', 'USD', 1],
    ['0.1', 'USD', 10],
    ['1.1', 'USD', 110],
    // 1.1 * 100 and 4.35 * 100 are not whole in floating point.
    [1.1, 'USD', 110],
    [4.35, 'USD', 435],
    [1e3, 'USD', 100_000],
    [0.07, 'USD', 7],
    ['9999999999.99', 'USD', 999_999_999_999],
    ['9999999999999', 'USD', 999_999_999_999_900],
    ['20000', 'KHR', 20_000],
    [20_000, 'KHR', 20_000],
    ['20000.0', 'KHR', 20_000],
    ['20000.00', 'KHR', 20_000],
    ['9999999999999', 'KHR', 9_999_999_999_999],
  ] as const)('reads %p %s as %p', (amount, currency, minor) => {
    expect(parseMoney(amount, currency)).toEqual({ minor, currency });
  });

  it.each([
    [0, 'greater than 0'],
    ['0', 'greater than 0'],
    ['0.00', 'greater than 0'],
    [-0, 'greater than 0'],
    [-1, 'positive plain decimal'],
    ['-1', 'positive plain decimal'],
    ['-0', 'positive plain decimal'],
    ['+1', 'positive plain decimal'],
    [NaN, 'positive plain decimal'],
    [Infinity, 'positive plain decimal'],
    ['1e3', 'positive plain decimal'],
    [1e21, 'positive plain decimal'],
    [1e-7, 'positive plain decimal'],
    ['1,000', 'positive plain decimal'],
    ['1 000', 'positive plain decimal'],
    ['1_000', 'positive plain decimal'],
    ['0x10', 'positive plain decimal'],
    ['05', 'positive plain decimal'],
    ['00.5', 'positive plain decimal'],
    ['.5', 'positive plain decimal'],
    ['5.', 'positive plain decimal'],
    ['5..0', 'positive plain decimal'],
    [' 5', 'positive plain decimal'],
    ['5 ', 'positive plain decimal'],
    ['5\n', 'positive plain decimal'],
    ['', 'positive plain decimal'],
    ['$5', 'positive plain decimal'],
    ['៥', 'positive plain decimal'],
    ['５', 'positive plain decimal'],
    ['99999999999.99', 'at most 13 characters'],
    ['0.0000000000001', 'at most 13 characters'],
    [0.1 + 0.2, 'at most 13 characters'],
    ['5.001', 'at most 2 decimals'],
    ['5.000', 'at most 2 decimals'],
    [5.005, 'at most 2 decimals'],
    [undefined, 'number or decimal text'],
    [null, 'number or decimal text'],
    [true, 'number or decimal text'],
    [5n, 'number or decimal text'],
    [{ toString: () => '5' }, 'number or decimal text'],
    [['5'], 'number or decimal text'],
    [new Number(5), 'number or decimal text'],
    [Symbol.iterator, 'number or decimal text'],
  ])('refuses %p: %s', (amount, rule) => {
    const error = caught(() => parseMoney(amount, 'USD'));
    expect(error).toBeInstanceOf(KhqrRequestError);
    expect(error).toMatchObject({ field: 'amount', code: 'KHQR_REQUEST', retryable: false });
    expect((error as Error).message).toContain(rule);
    expect((error as Error).message).toMatch(/^amount must /);
  });

  it.each(['5.5', '0.5', 100.5, '1.01'])(
    'refuses %p in riel, which have no minor unit',
    (amount) => {
      expect(() => parseMoney(amount, 'KHR')).toThrow('amount must be a whole number in KHR');
    },
  );

  it('names the field it was given and cuts what it shows', () => {
    expect(() => parseMoney('x'.repeat(5_000), 'USD', 'refund.amount')).toThrow(
      /^refund\.amount must .{0,120}$/,
    );
  });

  it.each([
    () => parseMoney('5\n\u001b[2J', 'USD'),
    () => parseMoney('5\u202e', 'USD'),
    () => parseCurrency('USD\r\n'),
  ])('shows nothing that a log would take for lines of its own', (read) => {
    const { message } = caught(read) as Error;
    expect(message).toMatch(/\\u\{/);
    expect(message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('agrees with BigInt arithmetic on every amount that fits', () => {
    const currency = fc.constantFrom<Currency>('USD', 'KHR');
    const written = fc.tuple(
      fc.bigInt({ min: 0n, max: 99_999_999_999n }),
      fc.integer({ min: 0, max: 99 }),
      fc.constantFrom(0, 1, 2),
      currency,
    );
    fc.assert(
      fc.property(written, ([whole, cents, digits, unit]) => {
        const fraction = String(cents).padStart(2, '0').slice(0, digits);
        const text = fraction ? `${whole}.${fraction}` : String(whole);
        const scale = unit === 'USD' ? 100n : 1n;
        const hundredths = whole * 100n + BigInt(fraction.padEnd(2, '0'));
        const exact = unit === 'USD' || hundredths % 100n === 0n;
        const minor = (hundredths * scale) / 100n;
        if (text.length > 13 || !exact || minor === 0n) {
          expect(() => parseMoney(text, unit)).toThrow(KhqrRequestError);
          return;
        }
        expect(BigInt(parseMoney(text, unit).minor)).toBe(minor);
      }),
      { numRuns: 2_000 },
    );
  });

  it('never answers anything but a positive safe integer, whatever it is given', () => {
    const anything = fc.oneof(
      fc.anything(),
      fc.double(),
      fc.string(),
      fc.stringMatching(/^[0-9.,eE+ -]{0,15}$/),
    );
    fc.assert(
      fc.property(anything, fc.constantFrom<Currency>('USD', 'KHR'), (amount, currency) => {
        const outcome = caught(() => {
          const { minor } = parseMoney(amount, currency);
          expect(Number.isSafeInteger(minor) && minor > 0).toBe(true);
        });
        expect(outcome === undefined || outcome instanceof KhqrRequestError).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('reads a number as its own decimal text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999 }), (cents) => {
        expect(parseMoney(cents / 100, 'USD').minor).toBe(cents);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('formatMoney', () => {
  it.each([
    [1, 'USD', '0.01'],
    [10, 'USD', '0.10'],
    [99, 'USD', '0.99'],
    [100, 'USD', '1.00'],
    [123_456, 'USD', '1234.56'],
    [1, 'KHR', '1'],
    [20_000, 'KHR', '20000'],
  ] as const)('writes %p minor units of %s as %s', (minor, currency, text) => {
    expect(formatMoney({ minor, currency })).toBe(text);
  });

  it('is read back as the same money', () => {
    const money = fc.record({
      minor: fc.integer({ min: 1, max: 999_999_999_999 }),
      currency: fc.constantFrom<Currency>('USD', 'KHR'),
    });
    fc.assert(
      fc.property(money, (given) => {
        expect(parseMoney(formatMoney(given), given.currency)).toEqual(given);
        expect(readMinor(formatMoney(given), given.currency)).toBe(given.minor);
      }),
    );
  });
});

describe('readMinor', () => {
  it.each([
    ['5', 'USD', 500],
    ['5.', 'USD', 500],
    ['5.00000', 'USD', 500],
    [' 5.10 ', 'USD', 510],
    [5.1, 'USD', 510],
    ['0', 'USD', 0],
    ['007', 'USD', 700],
    ['20000.00', 'KHR', 20_000],
  ] as const)('reads what a provider pads, %p %s', (value, currency, minor) => {
    expect(readMinor(value, currency)).toBe(minor);
  });

  it.each([
    '',
    'five',
    '-5',
    '1e3',
    '5.001',
    '99999999999999999999',
    `5.${'0'.repeat(60)}`,
    NaN,
    Infinity,
    null,
    true,
    {},
  ])('answers undefined for %p, so that it can never be equal to an amount', (value) => {
    expect(readMinor(value, 'USD')).toBeUndefined();
  });
});

describe('parseCurrency', () => {
  it.each(['USD', 'KHR'])('takes %s', (currency) => {
    expect(parseCurrency(currency)).toBe(currency);
  });

  it.each(['usd', 'EUR', '', '840', undefined, null, 840, {}, ['USD']])('refuses %p', (value) => {
    expect(() => parseCurrency(value)).toThrow(/^currency must be 'USD' or 'KHR'/);
  });
});
