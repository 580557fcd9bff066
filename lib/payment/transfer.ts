import type { Currency } from './money.js';

/** How a transfer is looked up at the bank. */
export type TransferQuery =
  /** The whole hash, 64 hex digits, as a `receipt` has it. */
  | { readonly hash: string }
  /** The first 8 digits, as the payer's app shows them, with the amount and currency of the same receipt. */
  | {
      readonly shortHash: string;
      readonly amount: string | number;
      readonly currency: Currency;
    };

/** Money that has moved, as the bank tells it. */
export interface Transfer {
  /** 64 hex digits. */
  readonly hash: string;
  /** Decimal text: `'5.00'` USD, `'20000'` KHR. */
  readonly amount: string;
  /** Integer minor units: cents, riel. */
  readonly amountMinor: number;
  readonly currency: Currency;
  readonly fromAccount?: string;
  readonly toAccount?: string;
  /** When the payer paid. */
  readonly paidAt?: Date;
  /** When the receiving bank confirmed it. */
  readonly acknowledgedAt?: Date;
  readonly bankReference?: string;
  readonly description?: string;
}
