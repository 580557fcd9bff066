import { KhqrRequestError } from '../errors/khqr-request.error.js';
import { quotable } from '../errors/foreign.text.js';
import type { KhqrCurrency } from './khqr-data.js';
import { TEXT_RULES } from './text-rules.js';

const DECIMALS: Readonly<Record<KhqrCurrency, number>> = { USD: 2, KHR: 0 };

/**
 * The text for tag 54, as the official SDK writes it: `5` → `'5'`, `'5.00'` → `'5.00'`, `5.5` → `'5.50'`; riel whole.
 * Works on the decimal text, never on the floating-point value.
 *
 * @throws KhqrRequestError for zero, negatives, exponents, separators, leading zeros, too many decimals, more than 13 characters.
 */
export function writeAmount(amount: unknown, currency: KhqrCurrency): string {
  const given = typeof amount === 'number' ? String(amount) : amount;
  const match = typeof given === 'string' ? /^(0|[1-9]\d*)(?:\.(\d+))?$/.exec(given) : null;
  if (match === null) throw refusal("must be a positive decimal such as 5 or '5.00'", given);
  const [, whole = '', fraction] = match;
  if (/^[0.]+$/.test(match[0])) {
    throw refusal(
      'must be greater than 0; ask for a code without an amount by `static: true`',
      given,
    );
  }
  if (currency === 'KHR' && fraction !== undefined && !/^0+$/.test(fraction)) {
    throw refusal('must be a whole number of riel', given);
  }
  if (fraction !== undefined && currency === 'USD' && fraction.length > DECIMALS.USD) {
    throw refusal('must have at most 2 decimals in USD', given);
  }
  const text =
    fraction === undefined || currency === 'KHR' ? whole : `${whole}.${fraction.padEnd(2, '0')}`;
  if (text.length > TEXT_RULES.amount.max) {
    throw refusal(`must have at most ${TEXT_RULES.amount.max} characters`, given);
  }
  return text;
}

/** Integer minor units of a text that real codes carry (`'5'`, `'5.0'`, `'50000.00'` riel); undefined where it is no amount. */
export function readAmount(text: string, currency: KhqrCurrency): number | undefined {
  const match = /^(\d+)(?:\.(\d*))?$/.exec(text);
  if (match === null) return undefined;
  const [, whole = '', fraction = ''] = match;
  const decimals = DECIMALS[currency];
  if (!/^0*$/.test(fraction.slice(decimals))) return undefined;
  const minor = Number(whole + fraction.slice(0, decimals).padEnd(decimals, '0'));
  return Number.isSafeInteger(minor) ? minor : undefined;
}

function refusal(rule: string, given: unknown): KhqrRequestError {
  return new KhqrRequestError(`amount ${rule}, got ${quotable(String(given).slice(0, 40))}.`, {
    field: 'amount',
  });
}
