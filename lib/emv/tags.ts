/** Everything a KHQR text may say that this package reads. */
export type KhqrField =
  | 'format'
  | 'initiation'
  | 'unionPay'
  | 'individual'
  | 'merchant'
  | 'account'
  | 'accountInformation'
  | 'merchantId'
  | 'acquiringBank'
  | 'merchantCategoryCode'
  | 'currency'
  | 'amount'
  | 'countryCode'
  | 'merchantName'
  | 'merchantCity'
  | 'additional'
  | 'billNumber'
  | 'mobileNumber'
  | 'storeLabel'
  | 'terminalLabel'
  | 'purpose'
  | 'alternate'
  | 'languagePreference'
  | 'languageMerchantName'
  | 'languageMerchantCity'
  | 'timestamp'
  | 'createdAt'
  | 'expiresAt'
  | 'crc';

/** What stands behind a tag: a text, or with `sub` a template of tags of its own. */
export interface TagRule {
  readonly field: KhqrField;
  readonly sub?: TagTable;
}

export type TagTable = Readonly<Record<string, TagRule | undefined>>;

/** The tags this package knows. Every other tag is kept unread. */
export const TAGS: TagTable = {
  '00': { field: 'format' },
  '01': { field: 'initiation' },
  '15': { field: 'unionPay' },
  '29': {
    field: 'individual',
    sub: {
      '00': { field: 'account' },
      '01': { field: 'accountInformation' },
      '02': { field: 'acquiringBank' },
    },
  },
  '30': {
    field: 'merchant',
    sub: {
      '00': { field: 'account' },
      '01': { field: 'merchantId' },
      '02': { field: 'acquiringBank' },
    },
  },
  '52': { field: 'merchantCategoryCode' },
  '53': { field: 'currency' },
  '54': { field: 'amount' },
  '58': { field: 'countryCode' },
  '59': { field: 'merchantName' },
  '60': { field: 'merchantCity' },
  '62': {
    field: 'additional',
    sub: {
      '01': { field: 'billNumber' },
      '02': { field: 'mobileNumber' },
      '03': { field: 'storeLabel' },
      '07': { field: 'terminalLabel' },
      '08': { field: 'purpose' },
    },
  },
  '63': { field: 'crc' },
  '64': {
    field: 'alternate',
    sub: {
      '00': { field: 'languagePreference' },
      '01': { field: 'languageMerchantName' },
      '02': { field: 'languageMerchantCity' },
    },
  },
  '99': {
    field: 'timestamp',
    sub: { '00': { field: 'createdAt' }, '01': { field: 'expiresAt' } },
  },
};

export interface TextRule {
  readonly tag: string;
  /** The most UTF-16 code units, as the official SDKs count and limit them. */
  readonly max: number;
  readonly required?: boolean;
  /** The official SDK lets these two pass when they are there but empty. */
  readonly mayBeEmpty?: boolean;
}

/** The texts of a KHQR. A tag below 29 stands at the same place below 30. */
export const TEXT_RULES = {
  format: { tag: '00', max: 2, required: true },
  // UnionPay's own documents say 31, which is what encodeKhqr writes at most.
  unionPay: { tag: '15', max: 99, mayBeEmpty: true },
  account: { tag: '29.00', max: 32, required: true },
  accountInformation: { tag: '29.01', max: 32, mayBeEmpty: true },
  merchantId: { tag: '30.01', max: 32 },
  acquiringBank: { tag: '29.02', max: 32 },
  merchantCategoryCode: { tag: '52', max: 4, required: true },
  currency: { tag: '53', max: 3, required: true },
  amount: { tag: '54', max: 13 },
  countryCode: { tag: '58', max: 3, required: true },
  merchantName: { tag: '59', max: 25, required: true },
  merchantCity: { tag: '60', max: 15, required: true },
  billNumber: { tag: '62.01', max: 25 },
  mobileNumber: { tag: '62.02', max: 25 },
  storeLabel: { tag: '62.03', max: 25 },
  terminalLabel: { tag: '62.07', max: 25 },
  purpose: { tag: '62.08', max: 25 },
  languagePreference: { tag: '64.00', max: 2 },
  languageMerchantName: { tag: '64.01', max: 25 },
  languageMerchantCity: { tag: '64.02', max: 15 },
} as const satisfies Partial<Record<KhqrField, TextRule>>;

export type TextField = keyof typeof TEXT_RULES;

/** ISO 4217, as tag 53 has it. */
export const CURRENCY_CODES = { KHR: '116', USD: '840' } as const;

/** UTF-16 surrogates: half of a character outside the basic plane. */
export const SURROGATE = /[\uD800-\uDFFF]/;
