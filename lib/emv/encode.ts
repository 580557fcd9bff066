import { writeAmount } from './amount.js';
import { quotable } from '../errors/foreign.text.js';
import type { EncodedKhqr, KhqrInput } from './khqr-input.js';
import { milliseconds, optional, refuse, required, template } from './pieces.js';
import { seal } from './seal.js';
import { CURRENCY_CODES } from './tags.js';
import { TEXT_RULES as RULES } from './text-rules.js';
import { tlv } from './tlv.js';

/**
 * Writes a KHQR text and its md5. Pure, apart from the clock where `createdAt` is left out.
 * Khmer text is allowed; in a dynamic code the C# edition of the official SDK hashes it differently.
 *
 * @throws KhqrRequestError naming the field; also where the official SDK would silently write a static code (amount 0
 * or absent) or one that cannot be read (a template longer than 99).
 */
export function encodeKhqr(input: KhqrInput): EncodedKhqr {
  const isStatic = input.static ?? false;
  const tags =
    (isStatic ? '000201010211' : '000201010212') +
    unionPay(input) +
    payee(input) +
    merchantCategory(input) +
    currency(input) +
    (isStatic ? noAmount(input) : amount(input)) +
    '5802KH' +
    required(RULES.merchantName, input.merchantName) +
    (optional(RULES.merchantCity, input.merchantCity) || '6010Phnom Penh') +
    additional(input) +
    language(input) +
    (isStatic ? '' : times(input));
  return seal(tags);
}

function unionPay(input: KhqrInput): string {
  if (input.unionPay === undefined) return '';
  if (input.currency !== 'KHR') return refuse('unionPay', 'is possible with KHR only');
  // 8 + 8 digits of institutions and 15 of the merchant; the official SDK would write up to 99, and reading allows it.
  if (input.unionPay.length > 31) return refuse('unionPay', 'must have at most 31 characters');
  return required(RULES.unionPay, input.unionPay);
}

function payee(input: KhqrInput): string {
  const account = required(RULES.account, input.account);
  const at = input.account.indexOf('@');
  if (at < 1 || input.account.endsWith('@'))
    refuse('account', `must be name@bank, got '${quotable(input.account)}'`);
  if (input.merchantId === undefined) {
    const details =
      optional(RULES.accountInformation, input.accountInformation) +
      optional(RULES.acquiringBank, input.acquiringBank);
    return template('29', account + details, 'account, accountInformation and acquiringBank');
  }
  if (input.accountInformation !== undefined) {
    refuse('accountInformation', 'is for a code without merchantId');
  }
  const details =
    required(RULES.merchantId, input.merchantId) +
    required(RULES.acquiringBank, input.acquiringBank);
  return template('30', account + details, 'account, merchantId and acquiringBank');
}

function merchantCategory(input: KhqrInput): string {
  if (input.merchantCategoryCode === undefined) return '52045999';
  const text = required(RULES.merchantCategoryCode, input.merchantCategoryCode);
  if (/^\d+$/.test(input.merchantCategoryCode)) return text;
  return refuse(
    'merchantCategoryCode',
    `must be digits, got '${quotable(input.merchantCategoryCode)}'`,
  );
}

function currency(input: KhqrInput): string {
  const name: unknown = input.currency;
  if (name === 'USD' || name === 'KHR') return tlv('53', CURRENCY_CODES[name]);
  return refuse('currency', `must be 'USD' or 'KHR', got '${quotable(String(name))}'`);
}

function amount(input: KhqrInput): string {
  if (input.amount === undefined) {
    return refuse('amount', 'is required; a code without an amount is asked for by `static: true`');
  }
  return tlv('54', writeAmount(input.amount, input.currency));
}

function noAmount(input: KhqrInput): string {
  if (input.amount !== undefined) refuse('amount', 'is not possible in a static code');
  if (input.expiresAt !== undefined) refuse('expiresAt', 'is not possible in a static code');
  return '';
}

function additional(input: KhqrInput): string {
  const value =
    optional(RULES.billNumber, input.billNumber) +
    optional(RULES.mobileNumber, input.mobileNumber) +
    optional(RULES.storeLabel, input.storeLabel) +
    optional(RULES.terminalLabel, input.terminalLabel) +
    optional(RULES.purpose, input.purpose);
  return template('62', value, 'billNumber, mobileNumber, storeLabel, terminalLabel and purpose');
}

function language({ language }: KhqrInput): string {
  if (language === undefined) return '';
  const { preference, merchantName, merchantCity } = language;
  return tlv(
    '64',
    required(RULES.languagePreference, preference) +
      required(RULES.languageMerchantName, merchantName) +
      optional(RULES.languageMerchantCity, merchantCity),
  );
}

function times({ createdAt, expiresAt }: KhqrInput): string {
  if (expiresAt === undefined) return refuse('expiresAt', 'is required in a dynamic code');
  const created = milliseconds(createdAt ?? Date.now(), 'createdAt');
  const end = milliseconds(expiresAt, 'expiresAt');
  if (end < created) return refuse('expiresAt', 'must not be before createdAt');
  return `99340013${created}0113${end}`;
}
