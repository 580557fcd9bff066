import type { EventRecord } from './payment-event.js';
import type { PaymentRecord } from './payment-record.js';
import type { PaymentStatus } from './payment-status.js';

/** Why a record moved, kept for ever; the evidence is what the provider said, without secrets. */
export interface TransitionEvidence {
  readonly paymentId: string;
  /** null: the payment was made here. */
  readonly from: PaymentStatus | null;
  readonly to: PaymentStatus;
  readonly reason: string;
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}

/** A line of a payment's history. */
export interface HistoryEntry extends TransitionEvidence {
  readonly at: number;
}

/** What a rule wants written, and what it tells its caller. */
export interface Decision<T> {
  /** Whole records, new or changed. Empty: nothing changes. */
  readonly writes: readonly PaymentRecord[];
  /** Events of these transitions; the store hangs a delivery for each known handler on each. */
  readonly events: readonly EventRecord[];
  /** One entry for each status change. */
  readonly transitions?: readonly TransitionEvidence[];
  readonly result: T;
}

/**
 * A rule over all attempts of one (account, reference), sorted by attempt. Pure and synchronous: a store may call it
 * again with newer records when another writer was faster, and writes the answer of the last call only.
 * `now` is the store's clock.
 */
export type Rule<T> = (attempts: readonly PaymentRecord[], now: number) => Decision<T>;

/** Nothing to write. */
export function unchanged<T>(result: T): Decision<T> {
  return { writes: [], events: [], result };
}
