/** `'USD'` or `'KHR'`: the two currencies of KHQR. */
export type KhqrCurrency = 'USD' | 'KHR';

/** What has no field of its own here: another scheme's account, a bank's own template, a currency or time that is none. */
export interface KhqrUnknownTag {
  /** `'61'`, or with its parent `'62.68'`. */
  readonly tag: string;
  /** The text as it stands, a template included. */
  readonly value: string;
}

/** The shop's name in a second language (tag 64). */
export interface KhqrLanguage {
  /** Two letters, such as `'km'`. */
  readonly preference: string;
  /** The shop's name in that language. */
  readonly merchantName: string;
  /** Its city in that language. */
  readonly merchantCity?: string;
}

/**
 * What a KHQR text says. A field that the text does not have is absent; `decodeKhqr` does not ask for completeness,
 * `verifyKhqr` does.
 */
export interface KhqrData {
  /** True for a code without a fixed end and, normally, without an amount. A code that does not say is static. */
  readonly static: boolean;
  /** Which template names the payee: tag 29 or tag 30. */
  readonly type?: 'individual' | 'merchant';
  /** The Bakong account that is paid, `name@bank`. */
  readonly account?: string;
  /** Tag 29.01: an account or mobile number at the bank. */
  readonly accountInformation?: string;
  /** Tag 30.01: the bank's number for the merchant. */
  readonly merchantId?: string;
  /** Tag 29.02 or 30.02: the bank's name. */
  readonly acquiringBank?: string;
  /** Tag 59: what the customer reads. */
  readonly merchantName?: string;
  /** Tag 60. */
  readonly merchantCity?: string;
  /** Tag 52: the kind of shop, digits of ISO 18245. */
  readonly merchantCategoryCode?: string;
  /** Tag 58: `'KH'`, from some banks another. */
  readonly countryCode?: string;
  /** Tag 53; absent where it is neither of the two. */
  readonly currency?: KhqrCurrency;
  /** Decimal text as it stands in the code: `'1'`, `'1.5'` and `'1.50'` all occur. Compare `amountMinor`. */
  readonly amount?: string;
  /** Integer minor units: cents, riel. Absent where there is no amount, no known currency, or no number. */
  readonly amountMinor?: number;
  /** Tag 15: a UnionPay merchant account. */
  readonly unionPay?: string;
  /** Tag 62.01: what makes a code unique. */
  readonly billNumber?: string;
  /** Tag 62.02. */
  readonly mobileNumber?: string;
  /** Tag 62.03. */
  readonly storeLabel?: string;
  /** Tag 62.07. */
  readonly terminalLabel?: string;
  /** Tag 62.08. */
  readonly purpose?: string;
  /** Tag 64, as far as it goes. */
  readonly language?: Partial<KhqrLanguage>;
  /** Tag 99.00; absent where it is no time. */
  readonly createdAt?: Date;
  /** Tag 99.01; absent where it is no time. */
  readonly expiresAt?: Date;
  /** Every other tag in the order of the text, then the known ones with a value that means nothing. */
  readonly unknown: readonly KhqrUnknownTag[];
}

/** A complete KHQR: the fields that every one has to have are there. */
export type VerifiedKhqrData = KhqrData &
  Required<
    Pick<
      KhqrData,
      | 'type'
      | 'account'
      | 'merchantName'
      | 'merchantCity'
      | 'merchantCategoryCode'
      | 'countryCode'
      | 'currency'
    >
  >;
