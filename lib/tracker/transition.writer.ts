import type { Decision, Rule } from '../payment/decision.js';
import type { EventRecord } from '../payment/payment-event.js';
import type { PaymentRecord } from '../payment/payment-record.js';
import type { PaymentRows, ReferenceKey } from '../stores/payment-rows.port.js';

/** Told of each committed event, once, in the process that committed it. */
export type EventListener = (event: EventRecord, record: PaymentRecord | null) => void;

/** The one way in which payments change: a rule, decided by the store, and after the commit the word to this process's listeners. */
export class TransitionWriter {
  constructor(
    private readonly rows: PaymentRows,
    private readonly committed: EventListener,
  ) {}

  async write<T>(key: ReferenceKey, rule: Rule<T>): Promise<T> {
    // The store may ask the rule again; only the last answer was written.
    let last: Decision<T> | undefined;
    const result = await this.rows.decide(key, (attempts, now) => (last = rule(attempts, now)));
    for (const event of last?.events ?? []) {
      this.committed(event, last?.writes.find(({ id }) => id === event.paymentId) ?? null);
    }
    return result;
  }
}
