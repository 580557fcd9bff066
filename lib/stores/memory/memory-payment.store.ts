import type { HandlerRecord } from '../../delivery/delivery.js';
import type { Rule } from '../../payment/decision.js';
import type { PaymentStatus } from '../../payment/payment-status.js';
import type { EventRecord } from '../../payment/payment-event.js';
import type { LaneState } from '../../polling/lane.js';
import type {
  ClaimDeliveriesRequest,
  DeliveryFilter,
  DeliveryOutcome,
} from '../delivery-queue.port.js';
import type { PaymentFilter, PaymentQuery, ReferenceKey } from '../payment-rows.port.js';
import type { PaymentStore } from '../payment-store.port.js';
import type { ClaimDueRequest, PollRelease, PollRoute } from '../poll-queue.port.js';
import type { LaneDecision } from '../rate-ledger.port.js';
import { MemoryDeliveryQueue } from './delivery-queue.js';
import { EventLog } from './event-log.js';
import { MemoryPaymentArchive } from './payment-archive.js';
import { MemoryPaymentRows } from './payment-rows.js';
import { PaymentTable } from './payment-table.js';
import { MemoryPollQueue } from './poll-queue.js';
import { MemoryStoreBase } from './memory-store.base.js';
import { MemoryRateLedger } from './rate-ledger.js';

export interface MemoryPaymentStoreOptions {
  /**
   * Needed to run it in production: after a crash or a restart, payments and undelivered events are gone.
   *
   * @default false
   */
  readonly acceptDataLoss?: boolean;
}

/**
 * Payments in this process: every promise of the port except surviving it. The default, for development and tests.
 *
 * Payments are kept for ever, since they are the shop's record. Of finished deliveries the newest 10,000 are kept, of
 * events without any handler those of the last 72 hours; what still has to be delivered, and dead letters, are never
 * dropped. A closed store may be opened again and has kept everything, so a test can restart an application over it.
 */
export class MemoryPaymentStore extends MemoryStoreBase implements PaymentStore {
  readonly name = 'memory';
  readonly durable = false;
  readonly acceptsDataLoss: boolean;
  readonly #table = new PaymentTable();
  readonly #log = new EventLog();
  readonly #polls = new MemoryPollQueue(this.#table);
  readonly #rows = new MemoryPaymentRows(this.#table, this.#polls, this.#log);
  readonly #archive = new MemoryPaymentArchive(this.#table, this.#polls, this.#log);
  readonly #deliveries = new MemoryDeliveryQueue(this.#log, this.#table);
  readonly #lanes = new MemoryRateLedger();

  constructor(options: MemoryPaymentStoreOptions = {}) {
    super();
    this.acceptsDataLoss = options.acceptDataLoss === true;
  }

  async decide<T>(key: ReferenceKey, rule: Rule<T>): Promise<T> {
    const { result, changes } = this.#rows.decide(key, rule, this.clock.now());
    for (const change of changes) this.tell(change);
    return result;
  }

  async find(query: PaymentQuery) {
    return this.#rows.find(query);
  }

  async attempts(key: ReferenceKey) {
    return this.#rows.attempts(key);
  }

  async list(filter: PaymentFilter, limit: number, cursor: string | null) {
    return this.#archive.list(filter, limit, cursor);
  }

  async claimPaid(id: string) {
    return this.#rows.claimPaid(id);
  }

  async history(id: string) {
    return this.#archive.history(id);
  }

  async prune(createdBefore: number, statuses: readonly PaymentStatus[]) {
    return this.#archive.prune(createdBefore, statuses, this.clock.now());
  }

  async forget(key: ReferenceKey) {
    return this.#archive.forget(key);
  }

  async claimDue(request: ClaimDueRequest) {
    return this.#polls.claimDue(request, this.clock.now());
  }

  async claimOne(id: string, owner: string, leaseMs: number) {
    return this.#polls.claimOne(id, owner, leaseMs, this.clock.now());
  }

  async release(releases: readonly PollRelease[]): Promise<void> {
    this.#polls.release(releases);
  }

  async nextDueAt(routes: readonly PollRoute[]) {
    return this.#polls.nextDueAt(routes, this.clock.now());
  }

  async openRoutes() {
    return this.#polls.openRoutes();
  }

  async findStale(expiredBefore: number, limit: number) {
    return this.#polls.findStale(expiredBefore, limit, this.clock.now());
  }

  async markWatched(id: string, until: number): Promise<void> {
    this.#polls.markWatched(id, until);
  }

  async countPending() {
    return this.#polls.countPending();
  }

  async registerHandlers(handlers: readonly Omit<HandlerRecord, 'lastSeenAt'>[]): Promise<number> {
    const { hung, dead } = this.#log.register(handlers, this.clock.now());
    if (hung) this.tell({ paymentId: null, hasEvents: true });
    return dead;
  }

  async listHandlers() {
    return this.#log.listHandlers();
  }

  async appendEvent(event: EventRecord): Promise<boolean> {
    const isNew = this.#log.append(event, this.clock.now());
    if (isNew) this.tell({ paymentId: event.paymentId, hasEvents: true });
    return isNew;
  }

  async claimDeliveries(request: ClaimDeliveriesRequest) {
    return this.#deliveries.claim(request, this.clock.now());
  }

  async startDelivery(id: string, epoch: number) {
    return this.#deliveries.start(id, epoch, this.clock.now());
  }

  async finishDelivery(id: string, epoch: number, outcome: DeliveryOutcome) {
    return this.#deliveries.finish(id, epoch, outcome, this.clock.now());
  }

  async nextDeliveryAt(handlerIds: readonly string[]) {
    return this.#deliveries.nextAt(handlerIds, this.clock.now());
  }

  async buryOrphans(lastSeenBefore: number) {
    return this.#deliveries.buryOrphans(lastSeenBefore, this.clock.now());
  }

  async listDeliveries(filter: DeliveryFilter, limit: number) {
    return this.#deliveries.list(filter, limit);
  }

  async redeliver(filter: DeliveryFilter, toHandlerId?: string): Promise<number> {
    const count = this.#deliveries.redeliver(filter, toHandlerId, this.clock.now());
    if (count > 0) this.tell({ paymentId: null, hasEvents: true });
    return count;
  }

  async deliveryCounts() {
    return this.#deliveries.counts(this.clock.now());
  }

  acknowledgement(_deliveryId: string): string | null {
    return null;
  }

  async decideLane<T>(
    lane: string,
    rule: (state: LaneState | null, now: number) => LaneDecision<T>,
  ): Promise<T> {
    return this.#lanes.decide(lane, rule, this.clock.now());
  }

  async listLanes() {
    return this.#lanes.list();
  }
}
