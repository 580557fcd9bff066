import { FIELD, type KhqrField } from './fields.js';

/** What stands behind a tag: a text, or with `sub` a template of tags of its own. */
export interface TagRule {
  readonly field: KhqrField;
  readonly sub: TagTable | undefined;
}

/** By the tag as a number. */
export type TagTable = Readonly<Record<number, TagRule | undefined>>;

const text = (field: KhqrField): TagRule => ({ field, sub: undefined });
const template = (field: KhqrField, sub: TagTable): TagRule => ({ field, sub });

/** The tags this package knows. Every other tag is kept unread. */
export const TAGS: TagTable = {
  0: text(FIELD.format),
  1: text(FIELD.initiation),
  15: text(FIELD.unionPay),
  29: template(FIELD.individual, {
    0: text(FIELD.account),
    1: text(FIELD.accountInformation),
    2: text(FIELD.acquiringBank),
  }),
  30: template(FIELD.merchant, {
    0: text(FIELD.account),
    1: text(FIELD.merchantId),
    2: text(FIELD.acquiringBank),
  }),
  52: text(FIELD.merchantCategoryCode),
  53: text(FIELD.currency),
  54: text(FIELD.amount),
  58: text(FIELD.countryCode),
  59: text(FIELD.merchantName),
  60: text(FIELD.merchantCity),
  62: template(FIELD.additional, {
    1: text(FIELD.billNumber),
    2: text(FIELD.mobileNumber),
    3: text(FIELD.storeLabel),
    7: text(FIELD.terminalLabel),
    8: text(FIELD.purpose),
  }),
  63: text(FIELD.crc),
  64: template(FIELD.alternate, {
    0: text(FIELD.languagePreference),
    1: text(FIELD.languageMerchantName),
    2: text(FIELD.languageMerchantCity),
  }),
  99: template(FIELD.timestamp, { 0: text(FIELD.createdAt), 1: text(FIELD.expiresAt) }),
};

/** ISO 4217, as tag 53 has it. */
export const CURRENCY_CODES = { KHR: '116', USD: '840' } as const;

/** UTF-16 surrogates: half of a character outside the basic plane. */
export const SURROGATE = /[\uD800-\uDFFF]/;
