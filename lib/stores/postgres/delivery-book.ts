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
import { serverNow, type PostgresConnection, type Querier } from './postgres.connection.js';
import type { PostgresLocks } from './postgres.locks.js';

type Handler = Omit<HandlerRecord, 'lastSeenAt'>;

/** Handlers, and what people look at and mend. */
export class PostgresDeliveryBook {
  readonly #read: DeliveryQueries;
  readonly #write: DeliveryWrites;

  constructor(
    private readonly connection: PostgresConnection,
    private readonly locks: PostgresLocks,
    private readonly dialect: Dialect,
  ) {
    this.#read = deliveryQueries(dialect);
    this.#write = deliveryWrites(dialect);
  }

  async register(handlers: readonly Handler[]): Promise<Registered> {
    const rows = inOrder(handlers).map(toHandlerRow);
    const known = await this.listHandlers();
    const now = await serverNow(this.connection);
    if (newHandlers(handlers, known, now).length === 0) {
      // The usual case, every two minutes: nobody has to wait for it.
      await this.connection.query(this.#write.seeHandlers, [rows]);
      return { hung: false, dead: 0 };
    }
    return this.connection.transaction([this.locks.handlersWrite()], async (transaction, at) => {
      const added = newHandlers(handlers, await this.listHandlers(transaction), at);
      await transaction.query(this.#write.seeHandlers, [rows]);
      let [hung, dead] = [0, 0];
      for (const { handler, missedSince } of added) {
        const { id, type, account } = toHandlerRow(handler);
        hung += (await transaction.query(this.#write.adopt, [id, type, account])).length;
        if (missedSince !== null) {
          const values = [id, type, account, missedSince];
          dead += (await transaction.query(this.#write.catchUp, values)).length;
        }
        await transaction.query(this.#write.routed, [id]);
      }
      return { hung: hung > 0, dead };
    });
  }

  async listHandlers(reader: Querier = this.connection): Promise<readonly HandlerRecord[]> {
    return (await reader.query(this.#read.handlers)).map(toHandler);
  }

  async buryOrphans(lastSeenBefore: number): Promise<readonly ClaimedDelivery[]> {
    await this.#sweep();
    return this.connection.transaction([], async (transaction) => {
      const ids = await transaction.query(this.#write.bury, [lastSeenBefore]);
      if (ids.length === 0) return [];
      const rows = await transaction.query(this.#read.claimed, [ids.map(({ id }) => id)]);
      return rows.map(toClaimed);
    });
  }

  async list(filter: DeliveryFilter, limit: number): Promise<readonly DeliveryView[]> {
    const { text, values } = listQuery(this.dialect, filter, limit);
    return (await this.connection.query(text, values)).map(toView);
  }

  async redeliver(filter: DeliveryFilter, toHandlerId: string | undefined): Promise<number> {
    await this.#sweep();
    const again = async (reader: Querier, own: DeliveryFilter): Promise<number> => {
      const { text, values } = redeliverQuery(this.dialect, own);
      return (await reader.query(text, values)).length;
    };
    if (toHandlerId === undefined) return again(this.connection, filter);
    const { found, hang, remove } = handOverQueries(this.dialect, filter, toHandlerId);
    return this.connection.transaction([], async (transaction) => {
      // Its own go again as they are.
      const own = { ...filter, handlerId: filter.handlerId ?? toHandlerId };
      let count = own.handlerId === toHandlerId ? await again(transaction, own) : 0;
      for (const { id, event_id } of await transaction.query(found.text, found.values)) {
        const hung = await transaction.query(hang, [toHandlerId, event_id]);
        if (hung.length === 0) continue;
        await transaction.query(remove, [id]);
        count += 1;
      }
      return count;
    });
  }

  async counts(): Promise<DeliveryCounts> {
    const [row] = await this.connection.query(this.#read.counts);
    return toCounts(row);
  }

  async #sweep(): Promise<void> {
    for (const sql of this.#write.sweepAcknowledged) await this.connection.query(sql);
  }
}
