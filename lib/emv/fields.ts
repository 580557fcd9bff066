/**
 * Everything a KHQR text may say that this package reads, each with its place in a reading. Places in an array, not keys of
 * an object: filling an object by computed keys took two thirds of the time of decoding.
 */
export const FIELD = {
  format: 0,
  initiation: 1,
  unionPay: 2,
  individual: 3,
  merchant: 4,
  account: 5,
  accountInformation: 6,
  merchantId: 7,
  acquiringBank: 8,
  merchantCategoryCode: 9,
  currency: 10,
  amount: 11,
  countryCode: 12,
  merchantName: 13,
  merchantCity: 14,
  additional: 15,
  billNumber: 16,
  mobileNumber: 17,
  storeLabel: 18,
  terminalLabel: 19,
  purpose: 20,
  alternate: 21,
  languagePreference: 22,
  languageMerchantName: 23,
  languageMerchantCity: 24,
  timestamp: 25,
  createdAt: 26,
  expiresAt: 27,
  crc: 28,
} as const;

export type KhqrField = (typeof FIELD)[keyof typeof FIELD];

/** The values of a reading by `FIELD`; undefined where the text has none. */
export type KhqrFields = readonly (string | undefined)[];
