import type { KhqrData } from '../../../lib/emv/index.js';

/** Our data in the official SDK's words. What has no field of ours is found among `unknown`. */
export function inOfficialWords(data: KhqrData): Record<string, string> {
  const unknown = (tag: string) => data.unknown.find((entry) => entry.tag === tag)?.value;
  const words: Record<string, string | undefined> = {
    merchantType: data.type && { individual: '29', merchant: '30' }[data.type],
    bakongAccountID: data.account,
    accountInformation: data.accountInformation,
    merchantID: data.merchantId,
    acquiringBank: data.acquiringBank,
    billNumber: data.billNumber,
    mobileNumber: data.mobileNumber,
    storeLabel: data.storeLabel,
    terminalLabel: data.terminalLabel,
    purposeOfTransaction: data.purpose,
    languagePreference: data.language?.preference,
    merchantNameAlternateLanguage: data.language?.merchantName,
    merchantCityAlternateLanguage: data.language?.merchantCity,
    creationTimestamp: data.createdAt?.getTime().toString() ?? unknown('99.00'),
    expirationTimestamp: data.expiresAt?.getTime().toString() ?? unknown('99.01'),
    pointofInitiationMethod: unknown('01') ?? (data.static ? '11' : '12'),
    unionPayMerchant: data.unionPay,
    merchantCategoryCode: data.merchantCategoryCode,
    transactionCurrency: data.currency && { KHR: '116', USD: '840' }[data.currency],
    transactionAmount: data.amount,
    countryCode: data.countryCode,
    merchantName: data.merchantName,
    merchantCity: data.merchantCity,
  };
  words['transactionCurrency'] ??= unknown('53');
  const given = Object.entries(words).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return Object.fromEntries(given);
}
