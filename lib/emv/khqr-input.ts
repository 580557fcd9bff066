import type { KhqrCurrency, KhqrLanguage } from './khqr-data.js';

/** What `encodeKhqr` writes. Lengths are in UTF-16 code units. Emoji and other characters beyond U+FFFF are refused. */
export interface KhqrInput {
  /** The Bakong account to be paid, `name@bank`; at most 32. */
  readonly account: string;
  /** At most 25. */
  readonly merchantName: string;
  /** At most 15. @default 'Phnom Penh', as in the official SDK */
  readonly merchantCity?: string | undefined;
  /** Written as 840 or 116. */
  readonly currency: KhqrCurrency;
  /** Decimal text or a number; USD with up to two decimals, KHR whole. Required unless `static`. */
  readonly amount?: string | number | undefined;
  /** True for a code without amount and end. It cannot be tracked: its md5 is the same for every customer. @default false */
  readonly static?: boolean | undefined;
  /** Makes it a merchant's code (tag 30) and needs `acquiringBank`; without it, an individual's (tag 29). At most 32. */
  readonly merchantId?: string | undefined;
  /** At most 32. */
  readonly acquiringBank?: string | undefined;
  /** An account number or mobile number at the bank, for an individual's code only; at most 32. */
  readonly accountInformation?: string | undefined;
  /**
   * At most 25. Put something unique here: equal fields in one millisecond give equal codes with equal md5s, and the
   * md5 is what a payment is known by. `encodeKhqr` is pure and invents nothing; the providers of this package always set it.
   */
  readonly billNumber?: string | undefined;
  /** At most 25. */
  readonly mobileNumber?: string | undefined;
  /** At most 25. */
  readonly storeLabel?: string | undefined;
  /** At most 25. */
  readonly terminalLabel?: string | undefined;
  /** At most 25. */
  readonly purpose?: string | undefined;
  /** Up to four digits (ISO 18245). @default '5999', as in the official SDK */
  readonly merchantCategoryCode?: string | undefined;
  /** UnionPay merchant account, KHR only; at most 31, as NBC's documents say. */
  readonly unionPay?: string | undefined;
  /** The name in a second language: `preference` of 2, `merchantName` at most 25, `merchantCity` at most 15. */
  readonly language?: KhqrLanguage | undefined;
  /** Written into dynamic codes only. @default the system's clock */
  readonly createdAt?: Date | number | undefined;
  /** When the code ends (milliseconds since 1970 as a number). Required unless `static`. NBC asks for at most 10 minutes. */
  readonly expiresAt?: Date | number | undefined;
}

/** What `encodeKhqr` gives. */
export interface EncodedKhqr {
  /** The text to draw and to store; never rebuild it later. */
  readonly qr: string;
  /** MD5 of `qr`, lower-case hex: what a provider is asked about. */
  readonly md5: string;
}
