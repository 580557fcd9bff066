import type { Change } from '../change-feed.port.js';
import type { LocalChangeFeed } from '../sql/local.change-feed.js';
import type { ChangeMessages } from './change.messages.js';
import { Coalescer } from './coalescer.js';
import type { Querier } from './postgres.connection.js';

const NOTIFY = `SELECT count(pg_notify($1, n.value)) FROM json_array_elements_text($2::json) AS n(value)`;

/**
 * Tells subscribers here at once, and those of other replicas soon after. Not in the transaction that changed something: NOTIFY takes a
 * lock of the whole server until its transaction is on the disk, so all commits would queue up one behind the other (measured: 0.25
 * to 0.4 of the commits a second). A process that dies in between leaves others to find the change at their next look.
 */
export class ChangeAnnouncer {
  readonly #journeys: Coalescer<readonly Change[], void>;

  constructor(
    private readonly feed: LocalChangeFeed,
    messages: ChangeMessages,
    connection: Querier,
  ) {
    this.#journeys = new Coalescer(async (calls) => {
      await connection.query(NOTIFY, [messages.channel, messages.write(calls.flat())]);
    });
  }

  tell(...changes: readonly Change[]): void {
    if (changes.length === 0) return;
    this.feed.tell(...changes);
    // Best effort: a database that is down is told by whoever asks it for something.
    this.#journeys.add(changes).catch(() => undefined);
  }

  /** Resolves when everything has been told. */
  async idle(): Promise<void> {
    await this.#journeys.idle();
  }
}
