import type { Currency } from '../../payment/money.js';
import type { Payee } from '../../payment/payment.js';

/** What a code is made for. */
export interface SandboxOrder {
  /** Integer minor units: cents, riel. */
  readonly amountMinor: number;
  readonly currency: Currency;
  /** The shop's order number; only for finding the code again. */
  readonly reference?: string | null;
  readonly note?: string | null;
  /** Which of the simulated services made the code; only for showing it. */
  readonly channel?: string | null;
  /** @default the bank's own merchant */
  readonly payee?: Payee | null;
  /** Milliseconds that the code lives. @default the bank's */
  readonly expiresInMs?: number;
  /** The code is paid by itself after this many milliseconds. @default the bank's */
  readonly autoPayMs?: number | undefined;
}

/** Money that has moved. */
export interface SandboxTransfer {
  /** 64 lower-case hex digits, as at the National Bank. */
  readonly hash: string;
  readonly md5: string;
  readonly amountMinor: number;
  readonly currency: Currency;
  readonly payerAccount: string;
  readonly toAccount: string;
  readonly bankReference: string;
  /** Milliseconds since 1970. */
  readonly paidAt: number;
}

/** A code as the bank knows it at one moment; it never changes, ask again for a newer one. Times in milliseconds since 1970. */
export interface SandboxCode {
  /** MD5 of `qrString`. */
  readonly md5: string;
  /** A real KHQR text. */
  readonly qrString: string;
  readonly billNumber: string;
  readonly amountMinor: number;
  readonly currency: Currency;
  readonly reference: string | null;
  readonly note: string | null;
  /** Which of the simulated services made the code; null for the bank itself. */
  readonly channel: string | null;
  readonly payee: Payee;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly transfer: SandboxTransfer | null;
  /** When PAID was told for the first time; null until then. */
  readonly claimedAt: number | null;
}

/** How a customer pays; without it exactly as the code asks. */
export interface SandboxPayOptions {
  /** Another amount than asked, as decimal text or a number, in `currency`. */
  readonly amount?: string | number;
  readonly currency?: Currency;
  /** The account that pays. @default 'customer@sandbox' */
  readonly payer?: string;
  /** Another account than the code's receives the money. */
  readonly toAccount?: string;
  /** When the customer paid. @default now */
  readonly at?: Date | number;
  /** Pay although the code has ended. @default false */
  readonly late?: boolean;
}

/** Whether PAID is told each time it is asked for, or the first time only. No provider's documents say which of the two holds. */
export type SandboxClaim = 'repeat' | 'once';

/** What the bank answers about an md5. */
export type SandboxView =
  | { readonly status: 'unknown' }
  | { readonly status: 'waiting' | 'expired' | 'claimed'; readonly code: SandboxCode }
  | {
      readonly status: 'paid';
      readonly code: SandboxCode;
      readonly transfer: SandboxTransfer;
    };

export type SandboxEvent =
  | { readonly type: 'opened'; readonly code: SandboxCode }
  | { readonly type: 'paid'; readonly code: SandboxCode; readonly transfer: SandboxTransfer }
  /** By `expire`; a code whose time runs out says nothing, look at `expiresAt`. */
  | { readonly type: 'expired'; readonly code: SandboxCode }
  /** A request has been sent, whatever comes of it; `key` is a check's md5 or a create's reference. */
  | {
      readonly type: 'asked';
      readonly call: SandboxCall;
      readonly key: string;
      /** Milliseconds since 1970. */
      readonly at: number;
    };

/** Where a bank's codes outlive its process. Everything answers at once; what throws keeps the change from happening. */
export interface SandboxBook {
  /** Every code that was kept, oldest first. */
  load(): readonly SandboxCode[];
  /** A new code, or a newer state of one. */
  write(code: SandboxCode): void;
  forget(md5s: readonly string[]): void;
}

/** The calls that a provider makes over the network. */
export type SandboxCall = 'create' | 'check';
