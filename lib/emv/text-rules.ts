import { FIELD, type KhqrField } from './fields.js';

/** What holds for one text of a KHQR. */
export interface TextRule {
  readonly field: KhqrField;
  /** As the caller of `encodeKhqr` names it. */
  readonly name: string;
  /** `'59'` or `'62.01'`. What stands below 29 may stand at the same place below 30. */
  readonly path: string;
  /** The last two digits of `path`. */
  readonly tag: string;
  /** The most UTF-16 code units, as the official SDKs count and limit them. */
  readonly max: number;
  /** `'merchant'`: below tag 30 only. */
  readonly required: boolean | 'merchant';
  /** Whether it may be there with nothing in it, as the official SDK lets two of them. */
  readonly mayBeEmpty: boolean;
}

type Name = keyof typeof FIELD;

function rule(
  field: Name,
  path: string,
  max: number,
  special: { name?: string; required?: boolean | 'merchant'; mayBeEmpty?: boolean } = {},
): TextRule {
  const { name = field, required = false, mayBeEmpty = false } = special;
  return { field: FIELD[field], name, path, tag: path.slice(-2), max, required, mayBeEmpty };
}

const required = true;
const merchant = { required: 'merchant' } as const;

export const TEXT_RULES = {
  format: rule('format', '00', 2, { required }),
  // UnionPay's own documents say 31, which is what encodeKhqr writes at most.
  unionPay: rule('unionPay', '15', 99, { mayBeEmpty: true }),
  account: rule('account', '29.00', 32, { required }),
  accountInformation: rule('accountInformation', '29.01', 32, { mayBeEmpty: true }),
  merchantId: rule('merchantId', '30.01', 32, merchant),
  acquiringBank: rule('acquiringBank', '29.02', 32, merchant),
  merchantCategoryCode: rule('merchantCategoryCode', '52', 4, { required }),
  currency: rule('currency', '53', 3, { required }),
  amount: rule('amount', '54', 13),
  countryCode: rule('countryCode', '58', 3, { required }),
  merchantName: rule('merchantName', '59', 25, { required }),
  merchantCity: rule('merchantCity', '60', 15, { required }),
  billNumber: rule('billNumber', '62.01', 25),
  mobileNumber: rule('mobileNumber', '62.02', 25),
  storeLabel: rule('storeLabel', '62.03', 25),
  terminalLabel: rule('terminalLabel', '62.07', 25),
  purpose: rule('purpose', '62.08', 25),
  languagePreference: rule('languagePreference', '64.00', 2, { name: 'language.preference' }),
  languageMerchantName: rule('languageMerchantName', '64.01', 25, {
    name: 'language.merchantName',
  }),
  languageMerchantCity: rule('languageMerchantCity', '64.02', 15, {
    name: 'language.merchantCity',
  }),
} as const;
