import type {
  ClaimDeliveriesRequest,
  ClaimedDelivery,
  DeliveryOutcome,
  DeliveryStart,
} from '../delivery-queue.port.js';
import {
  isHeld,
  outcomeValues,
  toFound,
  verdictOf,
  type FoundDelivery,
} from '../sql/delivery.outcome.js';
import { deliveryQueries, type DeliveryQueries } from '../sql/delivery.queries.js';
import { deliveryWrites, type DeliveryWrites } from '../sql/delivery.writes.js';
import type { Dialect } from '../sql/dialect.js';
import { deliveryStatements, type DeliveryStatements } from './delivery-queue.sql.js';
import type { SqlitePaymentRows } from './payment-rows.js';
import type { SqliteConnection } from './sqlite.connection.js';

/** Deliveries on their way through a handler. What writes must be called inside a transaction. */
export class SqliteDeliveryQueue {
  readonly #read: DeliveryQueries;
  readonly #write: DeliveryWrites;
  readonly #own: DeliveryStatements;

  constructor(
    private readonly connection: SqliteConnection,
    private readonly rows: SqlitePaymentRows,
    dialect: Dialect,
  ) {
    this.#read = deliveryQueries(dialect);
    this.#write = deliveryWrites(dialect);
    this.#own = deliveryStatements(dialect);
  }

  claim(request: ClaimDeliveriesRequest, now: number): readonly ClaimedDelivery[] {
    const { owner, limit, leaseMs } = request;
    const due = [...new Set(request.handlerIds)]
      .flatMap((id) => this.connection.all(this.#own.due, [id, now, Math.max(0, limit)]))
      .map(toFound);
    due.sort((a, b) => a.delivery.dueAt - b.delivery.dueAt);
    return due
      .slice(0, limit)
      .flatMap((found) => this.#lease(found, owner, now + leaseMs, now) ?? []);
  }

  start(id: string, epoch: number, now: number): DeliveryStart {
    const row = this.connection.get(this.#read.one, [id]);
    const found = row && toFound(row);
    if (!found || !isHeld(found, epoch, now)) return { verdict: 'lost' };
    if (found.acknowledged) {
      this.connection.all(this.#write.finishAcknowledged, [id, epoch, now]);
      return { verdict: 'lost' };
    }
    const { account, reference } = found.event;
    const known = account !== null && reference !== null;
    const attempts = known ? this.rows.attempts({ account, reference }) : [];
    const running = known ? this.connection.all(this.#read.running, [account, reference, now]) : [];
    const { verdict, payment } = verdictOf(found, attempts, running);
    if (verdict !== 'run') return { verdict };
    this.connection.all(this.#write.start, [id, epoch]);
    return { verdict, payment };
  }

  finish(id: string, epoch: number, outcome: DeliveryOutcome, now: number): boolean {
    if (outcome.status !== 'done') {
      // The handler has committed its work after all: nothing else is true of this delivery.
      const done = this.connection.all(this.#write.finishAcknowledged, [id, epoch, now]);
      if (done.length > 0) return false;
    }
    const values = [id, epoch, ...outcomeValues(outcome), now];
    return this.connection.all(this.#write.finish, values).length > 0;
  }

  nextAt(handlerIds: readonly string[], now: number): number | null {
    const row = this.connection.get(this.#read.nextDueAt, [handlerIds, now]);
    return (row?.at as number | null | undefined) ?? null;
  }

  #lease(
    { delivery, event, acknowledged }: FoundDelivery,
    leaseOwner: string,
    leaseUntil: number,
    now: number,
  ): ClaimedDelivery | undefined {
    this.connection.run(this.#own.lease, [delivery.id, leaseOwner, leaseUntil]);
    const epoch = delivery.epoch + 1;
    if (acknowledged) {
      this.connection.all(this.#write.finishAcknowledged, [delivery.id, epoch, now]);
      return undefined;
    }
    const attempt = delivery.attempt + 1;
    const lease = { status: 'running', leaseOwner, leaseUntil, epoch, attempt } as const;
    return { delivery: { ...delivery, ...lease, started: false }, event };
  }
}
