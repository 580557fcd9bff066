import type { Rule } from '../payment/decision.js';
import type { PaymentRecord } from '../payment/payment-record.js';

export interface ReferenceKey {
  readonly account: string;
  readonly reference: string;
}

export type PaymentQuery =
  | { readonly id: string }
  | { readonly md5: string }
  /** The PAID attempt, else the newest. */
  | ReferenceKey;

/** The payments themselves. */
export interface PaymentRows {
  /**
   * Reads every attempt of one reference, asks the rule, and writes its answer: records, event rows, their deliveries and
   * the transitions, in one atomic and durable step, or nothing. Two calls for one reference never interleave.
   * A write that would give two payments one md5 writes nothing and throws `KhqrConflictError` with the other record.
   * After the step, subscribers of the change feed are told.
   */
  decide<T>(key: ReferenceKey, rule: Rule<T>): Promise<T>;

  /** One record, or null. */
  find(query: PaymentQuery): Promise<PaymentRecord | null>;

  /** All attempts of one reference, by attempt. */
  attempts(key: ReferenceKey): Promise<readonly PaymentRecord[]>;
}
