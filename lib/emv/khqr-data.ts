/** `'USD'` or `'KHR'`: the two currencies of KHQR. */
export type KhqrCurrency = 'USD' | 'KHR';

/** What has no field of its own here: another scheme's account, a bank's own template, a currency or time that is none. */
export interface KhqrUnknownTag {
  /** `'61'`, or with its parent `'62.68'`. */
  readonly tag: string;
  readonly value: string;
}

/** The shop's name in a second language (tag 64). */
export interface KhqrLanguage {
  /** Two letters, such as `'km'`. */
  readonly preference: string;
  readonly merchantName: string;
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
  readonly accountInformation?: string;
  readonly merchantId?: string;
  readonly acquiringBank?: string;
  readonly merchantName?: string;
  readonly merchantCity?: string;
  readonly merchantCategoryCode?: string;
  readonly countryCode?: string;
  readonly currency?: KhqrCurrency;
  /** Decimal text as it stands in the code: `'1'`, `'1.5'` and `'1.50'` all occur. Compare `amountMinor`. */
  readonly amount?: string;
  /** Integer minor units: cents, riel. Absent where there is no amount, no known currency, or no number. */
  readonly amountMinor?: number;
  readonly unionPay?: string;
  readonly billNumber?: string;
  readonly mobileNumber?: string;
  readonly storeLabel?: string;
  readonly terminalLabel?: string;
  readonly purpose?: string;
  readonly language?: Partial<KhqrLanguage>;
  readonly createdAt?: Date;
  readonly expiresAt?: Date;
  /** Every other tag in the order of the text, then the known ones with a value that means nothing. */
  readonly unknown: readonly KhqrUnknownTag[];
}

/** A complete KHQR: the fields that every one has to have are there. */
export interface VerifiedKhqrData extends KhqrData {
  readonly type: 'individual' | 'merchant';
  readonly account: string;
  readonly merchantName: string;
  readonly merchantCity: string;
  readonly merchantCategoryCode: string;
  readonly countryCode: string;
  readonly currency: KhqrCurrency;
}
