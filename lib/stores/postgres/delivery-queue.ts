import type {
  ClaimDeliveriesRequest,
  ClaimedDelivery,
  DeliveryOutcome,
  DeliveryStart,
} from '../delivery-queue.port.js';
import { isHeld, outcomeValues, toFound, verdictOf } from '../sql/delivery.outcome.js';
import { deliveryQueries, type DeliveryQueries } from '../sql/delivery.queries.js';
import { deliveryWrites, type DeliveryWrites } from '../sql/delivery.writes.js';
import type { Dialect } from '../sql/dialect.js';
import { deliveryStatements, type DeliveryStatements } from './delivery-queue.sql.js';
import type { PostgresPaymentRows } from './payment-rows.js';
import type { PostgresConnection } from './postgres.connection.js';
import type { PostgresLocks } from './postgres.locks.js';

/** Deliveries on their way through a handler. */
export class PostgresDeliveryQueue {
  readonly #read: DeliveryQueries;
  readonly #write: DeliveryWrites;
  readonly #own: DeliveryStatements;

  constructor(
    private readonly connection: PostgresConnection,
    private readonly locks: PostgresLocks,
    private readonly rows: PostgresPaymentRows,
    dialect: Dialect,
  ) {
    this.#read = deliveryQueries(dialect);
    this.#write = deliveryWrites(dialect);
    this.#own = deliveryStatements(dialect);
  }

  async claim(request: ClaimDeliveriesRequest): Promise<readonly ClaimedDelivery[]> {
    const { owner, limit, leaseMs } = request;
    const handlerIds = [...new Set(request.handlerIds)];
    if (handlerIds.length === 0 || limit <= 0) return [];
    const rows = await this.connection.query(this.#own.claim, [handlerIds, owner, limit, leaseMs]);
    const claimed: ClaimedDelivery[] = [];
    for (const { delivery, event, acknowledged } of rows.map(toFound)) {
      if (acknowledged) await this.#finishAcknowledged(delivery.id, delivery.epoch);
      else claimed.push({ delivery, event });
    }
    return claimed;
  }

  async start(id: string, epoch: number): Promise<DeliveryStart> {
    const locks = [this.locks.groupOfDelivery(id)];
    return this.connection.transaction(locks, async (transaction, now) => {
      const [row] = await transaction.query(this.#read.one, [id]);
      const found = row && toFound(row);
      if (!found || !isHeld(found, epoch, now)) return { verdict: 'lost' };
      if (found.acknowledged) {
        await transaction.query(this.#write.finishAcknowledged, [id, epoch]);
        return { verdict: 'lost' };
      }
      const { account, reference } = found.event;
      const known = account !== null && reference !== null;
      const attempts = known ? await this.rows.attempts({ account, reference }, transaction) : [];
      const running = known
        ? await transaction.query(this.#read.running, [account, reference])
        : [];
      const { verdict, payment } = verdictOf(found, attempts, running);
      if (verdict !== 'run') return { verdict };
      const started = await transaction.query(this.#write.start, [id, epoch]);
      return started.length > 0 ? { verdict, payment } : { verdict: 'lost' };
    });
  }

  async finish(id: string, epoch: number, outcome: DeliveryOutcome): Promise<boolean> {
    // The handler may have committed its work after all: then nothing else is true of this delivery.
    if (outcome.status !== 'done' && (await this.#finishAcknowledged(id, epoch))) return false;
    const values = [id, epoch, ...outcomeValues(outcome)];
    return (await this.connection.query(this.#write.finish, values)).length > 0;
  }

  async nextAt(handlerIds: readonly string[]): Promise<number | null> {
    const [row] = await this.connection.query(this.#read.nextDueAt, [handlerIds]);
    return (row?.at as number | null | undefined) ?? null;
  }

  async #finishAcknowledged(id: string, epoch: number): Promise<boolean> {
    const rows = await this.connection.query(this.#write.finishAcknowledged, [id, epoch]);
    return rows.length > 0;
  }
}
