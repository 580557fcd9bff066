import type { DeliveryRecord, DeliveryStatus, HandlerRecord } from '../delivery/delivery.js';
import type { EventRecord } from '../payment/payment-event.js';
import type { PaymentRecord } from '../payment/payment-record.js';

export interface ClaimDeliveriesRequest {
  readonly owner: string;
  /** Handlers that this process has. */
  readonly handlerIds: readonly string[];
  readonly limit: number;
  /** Milliseconds from now, on the store's clock. */
  readonly leaseMs: number;
}

export interface ClaimedDelivery {
  /** As it is after the claim: `attempt` counts this run. */
  readonly delivery: DeliveryRecord;
  readonly event: EventRecord;
}

/** How a run ended. */
export type DeliveryOutcome =
  | { readonly status: 'done' }
  | { readonly status: 'superseded' }
  /** Not run, or failed: again after `delayMs`, on the store's clock. `countAttempt: false` takes this run's count back. */
  | {
      readonly status: 'waiting';
      readonly delayMs: number;
      readonly error: string | null;
      readonly countAttempt: boolean;
    }
  | { readonly status: 'dead'; readonly error: string };

/** May this delivery run now? Answered in one step with marking it as running. */
export type DeliveryStart =
  | { readonly verdict: 'run'; readonly payment: PaymentRecord | null }
  /** A PAID has overtaken an Expired or Cancelled delivery, or a later code's Expired this one. */
  | { readonly verdict: 'superseded' }
  /** Not yet: Paid while an Expired or Cancelled handler of the reference runs, Expired while another code can be paid. */
  | { readonly verdict: 'wait' }
  /** The lease is somebody else's by now, or the delivery has been acknowledged already. */
  | { readonly verdict: 'lost' };

export interface DeliveryFilter {
  readonly status?: DeliveryStatus;
  readonly handlerId?: string;
  readonly eventId?: string;
  readonly paymentId?: string;
}

export interface DeliveryView extends ClaimedDelivery {
  readonly handlerLastSeenAt: number | null;
}

export interface DeliveryCounts {
  readonly waiting: number;
  readonly running: number;
  readonly dead: number;
  /** Events of the last 72 hours for which no handler has ever been known. */
  readonly unrouted: number;
}

/** Events on their way to handlers. `PaymentRows.decide` writes the rows; this takes them from there. */
export interface DeliveryQueue {
  /**
   * Makes handlers known, or known to be still there (`lastSeenAt` = now). An event of the last 72 hours (`HANDLER_MEMORY_MS`)
   * that matched no handler when it was written gets its delivery for each matching handler that is new here. For one that comes back
   * after more than 72 hours, every other event about money that was written without it meanwhile is a dead letter: others may
   * have done its work, so a person says whether it runs. Answers how many those are.
   */
  registerHandlers(handlers: readonly Omit<HandlerRecord, 'lastSeenAt'>[]): Promise<number>;

  /** All handlers ever seen. */
  listHandlers(): Promise<readonly HandlerRecord[]>;

  /** Writes an event that no payment's transition caused (an alert), with its deliveries. The same id twice is written once; true where it was new. */
  appendEvent(event: EventRecord): Promise<boolean>;

  /**
   * Leases deliveries that are due, smallest `dueAt` first: waiting, or running with a lease that ended (its process died).
   * `attempt` grows by one. Two claimers never get the same one.
   */
  claimDeliveries(request: ClaimDeliveriesRequest): Promise<readonly ClaimedDelivery[]>;

  /**
   * Asks `decideStart` (delivery/delivery-start.ts) with the attempts of the reference and the event types now running for it, and
   * marks the delivery as running where the answer is 'run', in one atomic step with every `decide` of that reference.
   */
  startDelivery(id: string, epoch: number): Promise<DeliveryStart>;

  /** Writes the outcome where `epoch` is still current; false where it is not. */
  finishDelivery(id: string, epoch: number, outcome: DeliveryOutcome): Promise<boolean>;

  /** When the next delivery of these handlers is due (or its lease ends); null when there is none. */
  nextDeliveryAt(handlerIds: readonly string[]): Promise<number | null>;

  /** Waiting deliveries of handlers not seen since `lastSeenBefore` become dead; answers them. */
  buryOrphans(lastSeenBefore: number): Promise<readonly ClaimedDelivery[]>;

  listDeliveries(filter: DeliveryFilter, limit: number): Promise<readonly DeliveryView[]>;

  /** Dead deliveries that match become waiting, due now, with their attempts counted from 0; `toHandlerId` hands them to another handler. Answers how many. */
  redeliver(filter: DeliveryFilter, toHandlerId?: string): Promise<number>;

  deliveryCounts(): Promise<DeliveryCounts>;

  /**
   * The SQL of one parameterless INSERT that acknowledges the delivery in the shop's own transaction; null where
   * this store shares no database with anybody; '' where one is played in a test, and nothing has to be run.
   */
  acknowledgement(deliveryId: string): string | null;
}
