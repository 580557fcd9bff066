import type { Currency } from '../../payment/money.js';
import type { Refused } from './api.refusal.js';
import type { GenerateInput } from './generate.input.js';

/** What both answers tell of a code. */
interface CodeFacts {
  readonly md5: string;
  readonly billNumber: string;
  /** Decimal text: `'5.00'`. */
  readonly amount: string;
  readonly currency: Currency;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

export interface MadeCode extends CodeFacts {
  /** Null where the provider gives a picture only. */
  readonly qrString: string | null;
  /** The provider's own picture. */
  readonly qrImageUrl?: string | undefined;
}

export interface CodeStatus extends CodeFacts {
  readonly status: 'WAITING' | 'PAID' | 'EXPIRED';
  /** Milliseconds since 1970; null until it is paid. */
  readonly paidAt: number | null;
}

/** Who makes codes and knows about them, for merchants of type `M`. What it throws is the server's own fault. */
export interface ApikhqrDesk<M> {
  generate(input: GenerateInput, merchant: M): Promise<MadeCode | Refused>;
  /** Another merchant's code is as unknown as one that nobody has. */
  status(md5: string, merchant: M): Promise<CodeStatus | Refused>;
  /** The text of a code, for its picture; null where there is none. */
  qrString(md5: string): Promise<string | null>;
}

/** Who has this key. */
export interface KeyHolder<M> {
  readonly merchant: M;
  /** What the rate limit counts by. */
  readonly id: string;
}

export interface KeyRing<M> {
  /** Null: nobody. `keyHash` is `hashApiKey` of what the client sent. */
  find(keyHash: string): KeyHolder<M> | null | Promise<KeyHolder<M> | null>;
}
