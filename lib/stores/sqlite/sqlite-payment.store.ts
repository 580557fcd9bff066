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
import { eventRow } from '../sql/event.codec.js';
import { walkToPrune } from '../sql/prune.walk.js';
import { SqliteStoreBase } from './sqlite-store.base.js';

/**
 * Payments in one file on this machine, through libsql: for a shop on one server. Everything acknowledged has reached the disk, so
 * a crash loses nothing. Several processes of one machine may share the file; the change feed tells only those in the same
 * process, the others notice at their next look. What is asked for at once shares one wait for the disk, which another thread
 * makes: a connection of the shop's own to the same file needs a `timeout` and `BEGIN IMMEDIATE`, even where there is one process.
 */
export class SqlitePaymentStore extends SqliteStoreBase implements PaymentStore {
  async decide<T>(key: ReferenceKey, rule: Rule<T>): Promise<T> {
    const { rows, feed, write } = this.session;
    const { result, changes } = await write((now) => rows.decide(key, rule, now));
    feed.tell(...changes);
    return result;
  }

  async find(query: PaymentQuery) {
    const { rows, read } = this.session;
    return read(() => rows.find(query));
  }

  async attempts(key: ReferenceKey) {
    const { rows, read } = this.session;
    return read(() => rows.attempts(key));
  }

  async list(filter: PaymentFilter, limit: number, cursor: string | null) {
    const { archive, read } = this.session;
    return read(() => archive.list(filter, limit, cursor));
  }

  async claimPaid(id: string) {
    const { rows, write } = this.session;
    return write((now) => rows.claimPaid(id, now));
  }

  async history(id: string) {
    const { archive, read } = this.session;
    return read(() => archive.history(id));
  }

  async prune(createdBefore: number, statuses: readonly PaymentStatus[]) {
    const { archive, read, write } = this.session;
    return walkToPrune(
      statuses,
      (after, limit) => read(() => archive.window(createdBefore, after, limit)),
      (ids) => write((now) => archive.prune(createdBefore, statuses, ids, now)),
    );
  }

  async forget(key: ReferenceKey) {
    const { archive, write } = this.session;
    return write(() => archive.forget(key));
  }

  async claimDue(request: ClaimDueRequest) {
    const { polls, write } = this.session;
    return write((now) => polls.claimDue(request, now));
  }

  async claimOne(id: string, owner: string, leaseMs: number) {
    const { polls, write } = this.session;
    return write((now) => polls.claimOne(id, owner, leaseMs, now));
  }

  async release(releases: readonly PollRelease[]): Promise<void> {
    const { polls, write } = this.session;
    if (releases.length > 0) {
      await write(() => {
        polls.release(releases);
      });
    }
  }

  async nextDueAt(routes: readonly PollRoute[]) {
    const { polls, read } = this.session;
    return read((now) => polls.nextDueAt(routes, now));
  }

  async openRoutes() {
    const { polls, read } = this.session;
    return read(() => polls.openRoutes());
  }

  async findStale(expiredBefore: number, limit: number) {
    const { polls, read } = this.session;
    return read((now) => polls.findStale(expiredBefore, limit, now));
  }

  async markWatched(id: string, until: number): Promise<void> {
    const { polls, write } = this.session;
    await write(() => {
      polls.markWatched(id, until);
    });
  }

  async countPending() {
    const { polls, read } = this.session;
    return read(() => polls.countPending());
  }

  async registerHandlers(handlers: readonly Omit<HandlerRecord, 'lastSeenAt'>[]): Promise<number> {
    const { book, write } = this.session;
    const { hung, dead } = await write((now) => book.register(handlers, now));
    if (hung) this.tellOfEvents();
    return dead;
  }

  async listHandlers() {
    const { book, read } = this.session;
    return read(() => book.listHandlers());
  }

  async appendEvent(event: EventRecord): Promise<boolean> {
    const { rows, feed, write } = this.session;
    const isNew = await write((now) => rows.append(eventRow.encode(event), now));
    if (isNew) feed.tell({ paymentId: event.paymentId, hasEvents: true });
    return isNew;
  }

  async claimDeliveries(request: ClaimDeliveriesRequest) {
    const { deliveries, write } = this.session;
    return write((now) => deliveries.claim(request, now));
  }

  async startDelivery(id: string, epoch: number) {
    const { deliveries, write } = this.session;
    return write((now) => deliveries.start(id, epoch, now));
  }

  async finishDelivery(id: string, epoch: number, outcome: DeliveryOutcome) {
    const { deliveries, write } = this.session;
    return write((now) => deliveries.finish(id, epoch, outcome, now));
  }

  async nextDeliveryAt(handlerIds: readonly string[]) {
    const { deliveries, read } = this.session;
    return read((now) => deliveries.nextAt(handlerIds, now));
  }

  async buryOrphans(lastSeenBefore: number) {
    const { book, write } = this.session;
    return write((now) => book.buryOrphans(lastSeenBefore, now));
  }

  async listDeliveries(filter: DeliveryFilter, limit: number) {
    const { book, read } = this.session;
    return read(() => book.list(filter, limit));
  }

  async redeliver(filter: DeliveryFilter, toHandlerId?: string): Promise<number> {
    const { book, write } = this.session;
    const count = await write((now) => book.redeliver(filter, toHandlerId, now));
    if (count > 0) this.tellOfEvents();
    return count;
  }

  async deliveryCounts() {
    const { book, read } = this.session;
    return read((now) => book.counts(now));
  }

  async decideLane<T>(
    lane: string,
    rule: (state: LaneState | null, now: number) => LaneDecision<T>,
  ): Promise<T> {
    const { lanes, write } = this.session;
    return write((now) => lanes.decide(lane, rule, now));
  }

  async listLanes() {
    const { lanes, read } = this.session;
    return read(() => lanes.list());
  }
}
