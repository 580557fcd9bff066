import type { HandlerRecord, Registered } from '../../delivery/delivery.js';
import type {
  ClaimedDelivery,
  DeliveryCounts,
  DeliveryFilter,
  DeliveryView,
} from '../delivery-queue.port.js';
import {
  deliveryQueries,
  listQuery,
  toCounts,
  type DeliveryQueries,
} from '../sql/delivery.queries.js';
import {
  deliveryWrites,
  handOverQueries,
  redeliverQuery,
  type DeliveryWrites,
} from '../sql/delivery.writes.js';
import type { Dialect } from '../sql/dialect.js';
import { toClaimed, toHandler, toView } from '../sql/event.codec.js';
import { inOrder, newHandlers, toHandlerRow } from '../sql/handler.rows.js';
import type { SqliteConnection } from './sqlite.connection.js';

/** Handlers, and what people look at and mend. What writes must be called inside a transaction. */
export class SqliteDeliveryBook {
  readonly #read: DeliveryQueries;
  readonly #write: DeliveryWrites;

  constructor(
    private readonly connection: SqliteConnection,
    private readonly dialect: Dialect,
  ) {
    this.#read = deliveryQueries(dialect);
    this.#write = deliveryWrites(dialect);
  }

  register(handlers: readonly Omit<HandlerRecord, 'lastSeenAt'>[], now: number): Registered {
    const added = newHandlers(handlers, this.listHandlers(), now);
    this.connection.run(this.#write.seeHandlers, [inOrder(handlers).map(toHandlerRow), now]);
    let [hung, dead] = [0, 0];
    for (const { handler, missedSince } of added) {
      const { id, type, account } = toHandlerRow(handler);
      hung += this.connection.all(this.#write.adopt, [id, type, account, now]).length;
      if (missedSince !== null) {
        const values = [id, type, account, missedSince, now];
        dead += this.connection.all(this.#write.catchUp, values).length;
      }
      this.connection.run(this.#write.routed, [id, now]);
    }
    return { hung: hung > 0, dead };
  }

  listHandlers(): readonly HandlerRecord[] {
    return this.connection.all(this.#read.handlers).map(toHandler);
  }

  buryOrphans(lastSeenBefore: number, now: number): readonly ClaimedDelivery[] {
    this.#sweep(now);
    const ids = this.connection.all(this.#write.bury, [lastSeenBefore, now]).map(({ id }) => id);
    if (ids.length === 0) return [];
    return this.connection.all(this.#read.claimed, [ids]).map(toClaimed);
  }

  list(filter: DeliveryFilter, limit: number): readonly DeliveryView[] {
    const { text, values } = listQuery(this.dialect, filter, limit);
    return this.connection.all(text, values).map(toView);
  }

  redeliver(filter: DeliveryFilter, toHandlerId: string | undefined, now: number): number {
    this.#sweep(now);
    const again = (own: DeliveryFilter): number => {
      const { text, values } = redeliverQuery(this.dialect, own);
      return this.connection.all(text, [...values, now]).length;
    };
    if (toHandlerId === undefined) return again(filter);
    const { found, hang, remove } = handOverQueries(this.dialect, filter, toHandlerId);
    // Its own go again as they are.
    const own = { ...filter, handlerId: filter.handlerId ?? toHandlerId };
    let count = own.handlerId === toHandlerId ? again(own) : 0;
    for (const { id, event_id } of this.connection.all(found.text, found.values)) {
      if (this.connection.all(hang, [toHandlerId, event_id, now]).length === 0) continue;
      this.connection.run(remove, [id]);
      count += 1;
    }
    return count;
  }

  counts(now: number): DeliveryCounts {
    return toCounts(this.connection.get(this.#read.counts, [now]));
  }

  #sweep(now: number): void {
    for (const sql of this.#write.sweepAcknowledged) this.connection.run(sql, [now]);
  }
}
