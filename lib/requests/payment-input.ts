import type { Currency } from '../payment/money.js';
import type { Payee, PaymentMetadata } from '../payment/payment.js';

export interface CreatePaymentInput {
  /** The shop's order number and the idempotency key: 1 to 128 characters. */
  readonly reference: string;
  /** Decimal text or a number: `'5.00'`, `5`. USD has at most two decimals, KHR none. */
  readonly amount: string | number;
  readonly currency: Currency;
  /** For the payer, at most 200 characters, where the provider shows it. */
  readonly note?: string;
  /** Plain JSON, at most 8 kB, kept on the payment. */
  readonly metadata?: PaymentMetadata;
  /** The order's amount or currency has changed: make a new code. The old one stays watched. @default false */
  readonly replace?: boolean;
  /** Milliseconds that the code lives, where the provider lets us say. @default the account's */
  readonly expiresInMs?: number;
  /** Who is paid, where one credential serves many. @default the account's own */
  readonly payee?: Payee;
}

/** A code that was made elsewhere and may still be paid. */
export interface AdoptPaymentInput {
  readonly reference: string;
  /** 32 hex digits: the key that the provider is asked with. */
  readonly md5: string;
  readonly amount: string | number;
  readonly currency: Currency;
  /** A Date, or ISO text with a time zone. */
  readonly expiresAt: Date | string;
  readonly qrString?: string;
  readonly note?: string;
  readonly metadata?: PaymentMetadata;
}
