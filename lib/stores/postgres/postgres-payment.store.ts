import type { HandlerRecord } from '../../delivery/delivery.js';
import type { Rule } from '../../payment/decision.js';
import type { EventRecord } from '../../payment/payment-event.js';
import type { PaymentStatus } from '../../payment/payment-status.js';
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
import { PostgresStoreBase } from './postgres-store.base.js';

/**
 * Payments in the shop's own PostgreSQL, for any number of replicas: they share one queue, one rate for each provider, and one
 * clock, the server's. What one replica writes, subscribers on the others hear of through LISTEN; what they miss, they
 * find at their next look.
 */
export class PostgresPaymentStore extends PostgresStoreBase implements PaymentStore {
  async decide<T>(key: ReferenceKey, rule: Rule<T>): Promise<T> {
    const { rows, announcer } = this.session;
    const { result, changes } = await rows.decide(key, rule);
    announcer.tell(...changes);
    return result;
  }

  async find(query: PaymentQuery) {
    return this.session.rows.find(query);
  }

  async attempts(key: ReferenceKey) {
    return this.session.rows.attempts(key);
  }

  async list(filter: PaymentFilter, limit: number, cursor: string | null) {
    return this.session.archive.list(filter, limit, cursor);
  }

  async claimPaid(id: string) {
    return this.session.rows.claimPaid(id);
  }

  async history(id: string) {
    return this.session.archive.history(id);
  }

  async prune(createdBefore: number, statuses: readonly PaymentStatus[]) {
    return this.session.archive.prune(createdBefore, statuses);
  }

  async forget(key: ReferenceKey) {
    return this.session.archive.forget(key);
  }

  async claimDue(request: ClaimDueRequest) {
    return this.session.polls.claimDue(request);
  }

  async claimOne(id: string, owner: string, leaseMs: number) {
    return this.session.polls.claimOne(id, owner, leaseMs);
  }

  async release(releases: readonly PollRelease[]): Promise<void> {
    await this.session.polls.release(releases);
  }

  async nextDueAt(routes: readonly PollRoute[]) {
    return this.session.polls.nextDueAt(routes);
  }

  async openRoutes() {
    return this.session.polls.openRoutes();
  }

  async findStale(expiredBefore: number, limit: number) {
    return this.session.polls.findStale(expiredBefore, limit);
  }

  async markWatched(id: string, until: number): Promise<void> {
    await this.session.polls.markWatched(id, until);
  }

  async countPending() {
    return this.session.polls.countPending();
  }

  async registerHandlers(handlers: readonly Omit<HandlerRecord, 'lastSeenAt'>[]): Promise<number> {
    const { hung, dead } = await this.session.book.register(handlers);
    if (hung) this.announceEvents();
    return dead;
  }

  async listHandlers() {
    return this.session.book.listHandlers();
  }

  async appendEvent(event: EventRecord): Promise<boolean> {
    const { rows, announcer } = this.session;
    const isNew = await rows.append(event);
    if (isNew) announcer.tell({ paymentId: event.paymentId, hasEvents: true });
    return isNew;
  }

  async claimDeliveries(request: ClaimDeliveriesRequest) {
    return this.session.deliveries.claim(request);
  }

  async startDelivery(id: string, epoch: number) {
    return this.session.deliveries.start(id, epoch);
  }

  async finishDelivery(id: string, epoch: number, outcome: DeliveryOutcome) {
    return this.session.deliveries.finish(id, epoch, outcome);
  }

  async nextDeliveryAt(handlerIds: readonly string[]) {
    return this.session.deliveries.nextAt(handlerIds);
  }

  async buryOrphans(lastSeenBefore: number) {
    return this.session.book.buryOrphans(lastSeenBefore);
  }

  async listDeliveries(filter: DeliveryFilter, limit: number) {
    return this.session.book.list(filter, limit);
  }

  async redeliver(filter: DeliveryFilter, toHandlerId?: string): Promise<number> {
    const count = await this.session.book.redeliver(filter, toHandlerId);
    if (count > 0) this.announceEvents();
    return count;
  }

  async deliveryCounts() {
    return this.session.book.counts();
  }

  async decideLane<T>(
    lane: string,
    rule: (state: LaneState | null, now: number) => LaneDecision<T>,
  ): Promise<T> {
    return this.session.lanes.decide(lane, rule);
  }

  async listLanes() {
    return this.session.lanes.list();
  }
}
