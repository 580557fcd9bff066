import { readAmount } from './amount.js';
import { FIELD, type KhqrFields } from './fields.js';
import type { KhqrCurrency, KhqrData, KhqrLanguage, KhqrUnknownTag } from './khqr-data.js';
import { KhqrReading } from './reader.js';
import { CURRENCY_CODES } from './tags.js';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Reads the text and says what it means. A value that has no place in `KhqrData` (a currency nobody knows, a time that is
 * no time) is kept in `unknown`; verifying refuses it.
 */
export function interpretKhqr(text: unknown): { reading: KhqrReading; data: KhqrData } {
  // A caller without types may hand in anything: what is no text is judged as an empty one.
  const reading = new KhqrReading(typeof text === 'string' ? text : '');
  const { fields, unknown } = reading;
  const initiation = fields[FIELD.initiation];
  const data: Writable<KhqrData> = { static: initiation !== '12', unknown };
  if (fields[FIELD.individual] !== undefined) data.type = 'individual';
  else if (fields[FIELD.merchant] !== undefined) data.type = 'merchant';
  copyTexts(fields, data);
  if (initiation !== undefined && initiation !== '11' && initiation !== '12') {
    unknown.push({ tag: '01', value: initiation });
  }
  readMoney(fields, data, unknown);
  if (fields[FIELD.alternate] !== undefined) data.language = readLanguage(fields);
  const createdAt = readTime(fields[FIELD.createdAt], '99.00', unknown);
  if (createdAt) data.createdAt = createdAt;
  const expiresAt = readTime(fields[FIELD.expiresAt], '99.01', unknown);
  if (expiresAt) data.expiresAt = expiresAt;
  return { reading, data };
}

/** What is there, name by name: a loop over the names takes three times as long, since each write is then a new shape. */
function copyTexts(fields: KhqrFields, data: Writable<KhqrData>): void {
  const account = fields[FIELD.account];
  const accountInformation = fields[FIELD.accountInformation];
  const merchantId = fields[FIELD.merchantId];
  const acquiringBank = fields[FIELD.acquiringBank];
  const merchantName = fields[FIELD.merchantName];
  const merchantCity = fields[FIELD.merchantCity];
  const merchantCategoryCode = fields[FIELD.merchantCategoryCode];
  const countryCode = fields[FIELD.countryCode];
  const unionPay = fields[FIELD.unionPay];
  const billNumber = fields[FIELD.billNumber];
  const mobileNumber = fields[FIELD.mobileNumber];
  const storeLabel = fields[FIELD.storeLabel];
  const terminalLabel = fields[FIELD.terminalLabel];
  const purpose = fields[FIELD.purpose];
  if (account !== undefined) data.account = account;
  if (accountInformation !== undefined) data.accountInformation = accountInformation;
  if (merchantId !== undefined) data.merchantId = merchantId;
  if (acquiringBank !== undefined) data.acquiringBank = acquiringBank;
  if (merchantName !== undefined) data.merchantName = merchantName;
  if (merchantCity !== undefined) data.merchantCity = merchantCity;
  if (merchantCategoryCode !== undefined) data.merchantCategoryCode = merchantCategoryCode;
  if (countryCode !== undefined) data.countryCode = countryCode;
  if (unionPay !== undefined) data.unionPay = unionPay;
  if (billNumber !== undefined) data.billNumber = billNumber;
  if (mobileNumber !== undefined) data.mobileNumber = mobileNumber;
  if (storeLabel !== undefined) data.storeLabel = storeLabel;
  if (terminalLabel !== undefined) data.terminalLabel = terminalLabel;
  if (purpose !== undefined) data.purpose = purpose;
}

function readMoney(fields: KhqrFields, data: Writable<KhqrData>, unknown: KhqrUnknownTag[]): void {
  const code = fields[FIELD.currency];
  const amount = fields[FIELD.amount];
  const currency = currencyOf(code);
  if (currency) data.currency = currency;
  else if (code) unknown.push({ tag: '53', value: code });
  if (amount === undefined) return;
  data.amount = amount;
  const minor = currency && readAmount(amount, currency);
  if (minor !== undefined) data.amountMinor = minor;
}

function currencyOf(code: string | undefined): KhqrCurrency | undefined {
  if (code === CURRENCY_CODES.USD) return 'USD';
  return code === CURRENCY_CODES.KHR ? 'KHR' : undefined;
}

function readLanguage(fields: KhqrFields): Partial<KhqrLanguage> {
  const preference = fields[FIELD.languagePreference];
  const merchantName = fields[FIELD.languageMerchantName];
  const merchantCity = fields[FIELD.languageMerchantCity];
  return {
    ...(preference !== undefined && { preference }),
    ...(merchantName !== undefined && { merchantName }),
    ...(merchantCity !== undefined && { merchantCity }),
  };
}

/** Milliseconds since 1970 in 13 digits. Some banks write something else into 99.00; it is kept unread. */
function readTime(
  value: string | undefined,
  tag: string,
  unknown: KhqrUnknownTag[],
): Date | undefined {
  if (value === undefined) return undefined;
  let time = value.length === 13 ? 0 : Number.NaN;
  for (let at = 0; at < value.length; at++) {
    const digit = value.charCodeAt(at) - 48;
    time = digit >= 0 && digit <= 9 ? time * 10 + digit : Number.NaN;
  }
  if (!Number.isNaN(time)) return new Date(time);
  unknown.push({ tag, value });
  return undefined;
}
