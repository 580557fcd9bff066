import { quotable } from '../errors/foreign.text.js';
import { KhqrRequestError } from '../errors/khqr-request.error.js';

export const CURRENCIES = ['USD', 'KHR'] as const;
export type Currency = (typeof CURRENCIES)[number];

/** Digits after the point. KHR has no minor unit in use: NBC's KHQR documents allow whole riel only. */
const DECIMALS: Readonly<Record<Currency, number>> = { USD: 2, KHR: 0 };

/** Length of the amount field in a KHQR string (tag 54). */
const MAX_LENGTH = 13;

const DECIMAL_TEXT = /^(?:0|[1-9]\d*)(?:\.(\d+))?$/;

/** An amount in integer minor units (USD cents, KHR riel), never in floating point. */
export interface Money {
  readonly minor: number;
  readonly currency: Currency;
}

export function isCurrency(value: unknown): value is Currency {
  return value === 'USD' || value === 'KHR';
}

export function parseCurrency(value: unknown, field = 'currency'): Currency {
  if (isCurrency(value)) return value;
  throw new KhqrRequestError(`${field} must be 'USD' or 'KHR', got ${show(value)}.`, { field });
}

/**
 * Reads `5`, `'5.00'` or `5.5` into minor units by its decimal text.
 * Refuses zero, negatives, NaN, `1e3`, `1,000`, leading zeros, more than 13 characters, and more decimals than the currency has.
 *
 * @throws KhqrRequestError naming the field and the rule.
 */
export function parseMoney(amount: unknown, currency: Currency, field = 'amount'): Money {
  const refuse = (rule: string): never => {
    throw new KhqrRequestError(`${field} ${rule}, got ${show(amount)}.`, { field });
  };
  if (typeof amount !== 'string' && typeof amount !== 'number') {
    return refuse(`must be a number or decimal text such as '5.00'`);
  }
  const text = String(amount);
  if (text.length > MAX_LENGTH) return refuse(`must have at most ${String(MAX_LENGTH)} characters`);
  const match = DECIMAL_TEXT.exec(text);
  if (!match) return refuse(`must be a positive plain decimal such as '5.00'`);
  const decimals = DECIMALS[currency];
  const fraction = match[1] ?? '';
  // '5.0' is a whole number of riel; '5.5' is not.
  if (
    fraction.slice(decimals).replace(/0+$/, '') !== '' ||
    (decimals > 0 && fraction.length > decimals)
  ) {
    return refuse(
      decimals === 0
        ? `must be a whole number in ${currency}`
        : `must have at most ${String(decimals)} decimals in ${currency}`,
    );
  }
  const whole = fraction ? text.slice(0, -(fraction.length + 1)) : text;
  const minor = Number(whole + fraction.slice(0, decimals).padEnd(decimals, '0'));
  if (minor === 0) return refuse('must be greater than 0');
  return { minor, currency };
}

/** `{ minor: 500, currency: 'USD' }` → `'5.00'`; riel are written whole. */
export function formatMoney({ minor, currency }: Money): string {
  const decimals = DECIMALS[currency];
  if (decimals === 0) return String(minor);
  const digits = String(minor).padStart(decimals + 1, '0');
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** Characters of an amount that a provider reports: padding to the last decimal of a database is shorter. */
const LONGEST_TOLD = 40;

/** Reads what a provider reports; undefined where it is not an amount at all. Zero and text like `5.000` are read, since a provider may pad. */
export function readMinor(value: unknown, currency: Currency): number | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value).trim();
  const match = text.length > LONGEST_TOLD ? null : /^(\d+)(?:\.(\d*))?$/.exec(text);
  if (!match) return undefined;
  const [, whole = '', fraction = ''] = match;
  const decimals = DECIMALS[currency];
  if (fraction.slice(decimals).replace(/0+$/, '') !== '') return undefined;
  const minor = Number(whole + fraction.slice(0, decimals).padEnd(decimals, '0'));
  return Number.isSafeInteger(minor) ? minor : undefined;
}

function show(value: unknown): string {
  if (typeof value === 'string') return `'${quotable(value.slice(0, 40))}'`;
  if (typeof value === 'number' || value === null || value === undefined) return String(value);
  return `a value of type ${typeof value}`;
}
