import { randomBytes } from 'node:crypto';
import type { Change } from '../change-feed.port.js';

/** What replicas tell each other: which payment, whether it has events, and who says so. Nothing of the payment itself. */
export class ChangeMessages {
  readonly #origin = randomBytes(6).toString('hex');

  /** @param channel a channel of the database, not of the schema, so it has the schema in its name */
  constructor(readonly channel: string) {}

  write(changes: readonly Change[]): readonly string[] {
    return changes.map(
      ({ paymentId, hasEvents }) => `${this.#origin}${hasEvents ? '+' : '-'}${paymentId ?? ''}`,
    );
  }

  /** null: our own, told already, or not one of ours. */
  read(message: string): Change | null {
    const match = /^([0-9a-f]{12})([+-])(.*)$/s.exec(message);
    const [, origin, sign, paymentId] = match ?? [];
    if (origin === undefined || origin === this.#origin) return null;
    return { paymentId: paymentId || null, hasEvents: sign === '+' };
  }
}
