import { readAmount } from './amount.js';
import type { KhqrCurrency, KhqrData, KhqrLanguage } from './khqr-data.js';
import { KhqrReading } from './reader.js';
import { CURRENCY_CODES } from './tags.js';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The fields that are texts and bear one name both here and there. */
const TEXTS = [
  'account',
  'accountInformation',
  'merchantId',
  'acquiringBank',
  'merchantName',
  'merchantCity',
  'merchantCategoryCode',
  'countryCode',
  'unionPay',
  'billNumber',
  'mobileNumber',
  'storeLabel',
  'terminalLabel',
  'purpose',
] as const;

/**
 * Reads the text and says what it means. A value that has no place in `KhqrData` (a currency nobody knows, a time that is
 * no time) is kept in `unknown`; verifying refuses it.
 */
export function interpretKhqr(text: unknown): { reading: KhqrReading; data: KhqrData } {
  // A caller without types may hand in anything: what is no text is judged as an empty one.
  const reading = new KhqrReading(typeof text === 'string' ? text : '');
  const { fields, unknown } = reading;
  const data: Writable<KhqrData> = { static: fields.initiation !== '12', unknown };
  if (fields.individual !== undefined) data.type = 'individual';
  else if (fields.merchant !== undefined) data.type = 'merchant';
  for (const name of TEXTS) {
    const value = fields[name];
    if (value !== undefined) data[name] = value;
  }
  const { initiation } = fields;
  if (initiation !== undefined && initiation !== '11' && initiation !== '12') {
    unknown.push({ tag: '01', value: initiation });
  }
  readMoney(reading, data);
  readLanguage(reading, data);
  readTimes(reading, data);
  return { reading, data };
}

function readMoney({ fields, unknown }: KhqrReading, data: Writable<KhqrData>): void {
  const currency = currencyOf(fields.currency);
  if (currency) data.currency = currency;
  else if (fields.currency) unknown.push({ tag: '53', value: fields.currency });
  if (fields.amount === undefined) return;
  data.amount = fields.amount;
  const minor = currency && readAmount(fields.amount, currency);
  if (minor !== undefined) data.amountMinor = minor;
}

function currencyOf(code: string | undefined): KhqrCurrency | undefined {
  if (code === CURRENCY_CODES.USD) return 'USD';
  return code === CURRENCY_CODES.KHR ? 'KHR' : undefined;
}

function readLanguage({ fields }: KhqrReading, data: Writable<KhqrData>): void {
  if (fields.alternate === undefined) return;
  const language: Partial<Writable<KhqrLanguage>> = {};
  if (fields.languagePreference !== undefined) language.preference = fields.languagePreference;
  if (fields.languageMerchantName !== undefined)
    language.merchantName = fields.languageMerchantName;
  if (fields.languageMerchantCity !== undefined)
    language.merchantCity = fields.languageMerchantCity;
  data.language = language;
}

function readTimes({ fields, unknown }: KhqrReading, data: Writable<KhqrData>): void {
  const { createdAt, expiresAt } = fields;
  if (createdAt !== undefined) {
    if (isTime(createdAt)) data.createdAt = new Date(Number(createdAt));
    else unknown.push({ tag: '99.00', value: createdAt });
  }
  if (expiresAt !== undefined) {
    if (isTime(expiresAt)) data.expiresAt = new Date(Number(expiresAt));
    else unknown.push({ tag: '99.01', value: expiresAt });
  }
}

/** Milliseconds since 1970 in 13 digits. Some banks write something else into 99.00; it is kept unread. */
function isTime(value: string): boolean {
  return /^\d{13}$/.test(value);
}
