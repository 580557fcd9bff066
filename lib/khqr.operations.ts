import { KhqrConflictError } from './errors/khqr-conflict.error.js';
import type { HistoryEntry } from './payment/decision.js';
import { parseMoney } from './payment/money.js';
import { PAYMENT_STATUSES, type PaymentStatus } from './payment/payment-status.js';
import type { Payment } from './payment/payment.js';
import { resolveRule, type Resolution } from './payment/rules/command.rules.js';
import type { Transfer, TransferQuery } from './payment/transfer.js';
import { refundRule } from './payment/rules/refund.rule.js';
import { toPayment } from './payment/to-payment.js';
import { toDelivery, type Delivery, type RedeliverOptions } from './requests/delivery-view.js';
import { readStats, type OperationsStats, type StatsParts } from './requests/operations-stats.js';
import { checkDate, requireObject, requireText, refuse } from './requests/check-input.js';
import { CSV_HEADER, csvLine, phnomPenhDayBounds } from './requests/payment-csv.js';
import type { PaymentDesk } from './requests/payment.desk.js';
import type { TransferFinder } from './requests/transfer.finder.js';
import type { DeliveryFilter } from './stores/delivery-queue.port.js';
import type { PaymentPage } from './stores/payment-rows.port.js';
import type { TransitionWriter } from './tracker/transition.writer.js';

export interface ListPaymentsFilter {
  readonly reference?: string;
  readonly status?: PaymentStatus;
  readonly account?: string;
  /** Paid at this time or later. */
  readonly paidFrom?: Date;
  /** Paid before this time. */
  readonly paidTo?: Date;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
  /** 1 to 1000. @default 100 */
  readonly limit?: number;
}

export interface PaymentList {
  /** Newest first. */
  readonly payments: readonly Payment[];
  /** Null: this was the last page. */
  readonly nextCursor: string | null;
}

export interface OperationsParts extends StatsParts {
  readonly writer: TransitionWriter;
  readonly desk: PaymentDesk;
  readonly transfers: TransferFinder;
  readonly releaseAfterMs: number;
  /** Deliveries may be due. */
  readonly wake: () => void;
}

const MAX_PAGE = 1000;
const DEFAULT_PAGE = 100;
/** What `prune` leaves alone unless it is named: money that came, and money that somebody still has to look at. */
const PRUNED: readonly PaymentStatus[] = ['FAILED', 'CANCELLED', 'EXPIRED', 'REJECTED'];

/** What support and books call; not for the checkout. Put a guard before it. */
export class KhqrOperations {
  constructor(private readonly parts: OperationsParts) {}

  /** @throws KhqrRequestError naming the field */
  async listPayments(filter: ListPaymentsFilter = {}): Promise<PaymentList> {
    requireObject('filter', filter);
    const { paidFrom, paidTo, cursor, limit = DEFAULT_PAGE, ...same } = filter;
    if (same.status !== undefined && !PAYMENT_STATUSES.includes(same.status)) {
      refuse('status', `must be one of ${PAYMENT_STATUSES.join(', ')}`);
    }
    if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE) {
      refuse('limit', `must be a whole number from 1 to ${MAX_PAGE}`);
    }
    const stored = {
      ...same,
      ...(paidFrom !== undefined && { paidFrom: checkDate(paidFrom, 'paidFrom') }),
      ...(paidTo !== undefined && { paidTo: checkDate(paidTo, 'paidTo') }),
    };
    const page = await this.parts.store.list(stored, limit, cursor ?? null);
    return { payments: page.records.map(toPayment), nextCursor: page.nextCursor };
  }

  /** Every transition with what was known then, oldest first; empty for an unknown id. Append-only. */
  async getHistory(id: string): Promise<readonly HistoryEntry[]> {
    return this.parts.store.history(id);
  }

  /** Deliveries, newest first, at most 1000. */
  async listDeliveries(filter: DeliveryFilter = {}): Promise<readonly Delivery[]> {
    return (await this.parts.store.listDeliveries(filter, MAX_PAGE)).map(toDelivery);
  }

  /** Sends matching dead letters again, from the first attempt on; answers how many. */
  async redeliver(options: RedeliverOptions): Promise<number> {
    // `redeliver()` by accident must not send everything again; `redeliver({})` says that it is meant.
    requireObject('options', options);
    const { toHandlerId, ...filter } = options;
    const count = await this.parts.store.redeliver(filter, toHandlerId);
    this.parts.wake();
    return count;
  }

  /**
   * A person ends a REVIEW: `paid` fulfils the order, `rejected` closes it. Kept in the payment's history with who and why.
   *
   * @throws KhqrNotFoundError, KhqrRequestError; KhqrConflictError where the payment is not in REVIEW
   */
  async resolveReview(id: string, resolution: Resolution): Promise<Payment> {
    // Whatever the types say, a controller may hand in what it was sent.
    requireObject('resolution', resolution);
    const { as, by, reason }: Partial<Record<keyof Resolution, unknown>> = resolution;
    if (as !== 'paid' && as !== 'rejected') refuse('as', "must be 'paid' or 'rejected'");
    const checked: Resolution = {
      as,
      by: requireText('by', by),
      reason: requireText('reason', reason),
    };
    const found = await this.parts.desk.require(id);
    const rule = resolveRule(id, checked, this.parts.releaseAfterMs);
    const { record, resolved } = await this.parts.writer.write(found, rule);
    const payment = toPayment(record ?? found);
    if (resolved) return payment;
    throw new KhqrConflictError(`The payment is ${payment.status}, not REVIEW.`, { payment });
  }

  /**
   * Writes down that the shop gave money back; no provider can do it. At most what was paid, over all calls.
   *
   * @throws KhqrNotFoundError, KhqrRequestError; KhqrConflictError where no money came
   */
  async recordRefund(
    id: string,
    refund: { readonly amount: string | number; readonly by: string },
  ): Promise<Payment> {
    requireObject('refund', refund);
    const by = requireText('by', refund.by);
    const found = await this.parts.desk.require(id);
    const { minor } = parseMoney(refund.amount, found.currency);
    const result = await this.parts.writer.write(found, refundRule(id, minor, by));
    if (result?.kind === 'recorded') return toPayment(result.record);
    if (result?.kind === 'too-much')
      refuse('amount', 'must be at most what is left of the payment');
    throw new KhqrConflictError(`The payment is ${found.status}: no money came.`, {
      payment: toPayment(found),
    });
  }

  /**
   * Looks a transfer up at the bank, for a customer who says that they have paid. Costs one request of the day's. Null where the bank knows none.
   *
   * @throws KhqrRequestError where the account's provider cannot (`bakong` can); KhqrRateLimitError, KhqrAuthenticationError, KhqrProviderError
   */
  async findTransfer(query: TransferQuery, account = 'default'): Promise<Transfer | null> {
    return this.parts.transfers.find(account, query);
  }

  /** The payments paid on one day in Phnom Penh (`2026-11-22`) as CSV (RFC 4180), newest first, with a header. */
  async exportPayments(which: {
    readonly day: string;
    readonly account?: string;
  }): Promise<string> {
    const bounds = phnomPenhDayBounds(which.day);
    if (!bounds) refuse('day', "must be a day such as '2026-11-22'");
    const [paidFrom, paidTo] = bounds;
    const account = which.account === undefined ? {} : { account: which.account };
    let csv = CSV_HEADER;
    for (let cursor: string | null = null, first = true; first || cursor !== null; first = false) {
      const filter = { status: 'PAID', paidFrom, paidTo, ...account } as const;
      const page: PaymentPage = await this.parts.store.list(filter, MAX_PAGE, cursor);
      csv += page.records.map(csvLine).join('');
      cursor = page.nextCursor;
    }
    return csv;
  }

  /**
   * Removes payments made before a time, with everything about them; answers how many. What is still asked about, or has an unfinished
   * delivery, is spared. @default FAILED, CANCELLED, EXPIRED and REJECTED: PAID and REVIEW only where they are named
   */
  async prune(before: Date, statuses: readonly PaymentStatus[] = PRUNED): Promise<number> {
    const stranger = statuses.find((status) => !PAYMENT_STATUSES.includes(status));
    if (stranger !== undefined) {
      refuse('statuses', `must be some of ${PAYMENT_STATUSES.join(', ')}`);
    }
    return this.parts.store.prune(checkDate(before, 'before'), statuses);
  }

  /** Removes everything about a reference, for good, paid or not: for a customer's right to be forgotten. Answers how many payments. */
  async forget(reference: string, account = 'default'): Promise<number> {
    return this.parts.store.forget({ account, reference });
  }

  /** What is going on, and what should not be: for dashboards and health checks. */
  async stats(): Promise<OperationsStats> {
    return readStats(this.parts);
  }
}
