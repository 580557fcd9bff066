import type { PaymentRecord, PollField } from '../../payment/payment-record.js';
import type { PaymentStatus } from '../../payment/payment-status.js';
import { RowCodec, type ColumnsOf, type Row } from './row.codec.js';

type PollPart = Pick<PaymentRecord, PollField>;
type PaymentPart = Omit<PaymentRecord, PollField>;

/**
 * A record lies in two tables. What every check changes is kept apart in short rows with few indexes, so that a check
 * rewrites a hundred bytes and not the whole payment with all its indexes.
 */
const PAYMENT_COLUMNS: ColumnsOf<PaymentPart> = {
  id: 'key',
  account: 'key',
  provider: 'key',
  reference: 'key',
  attempt: 'int',
  amountMinor: 'int',
  currency: 'text',
  status: 'text',
  md5: 'key',
  qrString: 'text',
  verified: 'flag',
  qrImageUrl: 'text',
  qrStandUrl: 'text',
  billNumber: 'text',
  providerRef: 'text',
  note: 'text',
  metadata: 'json',
  payee: 'json',
  createdAt: 'int',
  expiresAt: 'int',
  paidAt: 'int',
  late: 'flag',
  recovered: 'flag',
  reviewReason: 'text',
  receipt: 'json',
  refundedMinor: 'int',
  cancelled: 'flag',
  replaced: 'flag',
  expiryRaised: 'flag',
  unresolvedRaised: 'flag',
};

const POLL_COLUMNS: ColumnsOf<PollPart> = {
  dueAt: 'int',
  leaseOwner: 'text',
  leaseUntil: 'int',
  epoch: 'int',
  inDoubt: 'flag',
  unpaidAt: 'int',
  strikes: 'int',
  watchedUntil: 'int',
};

/** What a poll row has beside its part of the record. */
interface PollKeys {
  readonly paymentId: string;
  readonly account: string;
  readonly provider: string;
  /** A copy of a status that few have at a time, and that somebody looks for. */
  readonly rareStatus: PaymentStatus | null;
  /** A copy: an index over the payments themselves would be written at each of their changes. */
  readonly paidAt: number | null;
  /** Where nobody has yet been told that no answer comes: the end of the code. */
  readonly openUntil: number | null;
}

export const paymentPart = new RowCodec<PaymentPart>(PAYMENT_COLUMNS);
const recordRow = new RowCodec<PaymentRecord>({ ...PAYMENT_COLUMNS, ...POLL_COLUMNS });
export const pollRow = new RowCodec<PollPart & PollKeys>({
  paymentId: 'key',
  account: 'key',
  provider: 'key',
  ...POLL_COLUMNS,
  rareStatus: 'key',
  paidAt: 'int',
  openUntil: 'int',
});

/** Statuses that have an index of their own. */
export const RARE_STATUSES: readonly PaymentStatus[] = ['CREATING', 'FAILED', 'REVIEW', 'REJECTED'];

/** What a payment keeps for life: writing another value there is a mistake. */
export const IDENTITY = ['id', 'account', 'provider', 'reference', 'attempt'] as const;

export function toPaymentRow(record: PaymentRecord): Row {
  return paymentPart.encode(record);
}

export function toPollRow(record: PaymentRecord): Row {
  const { id, status, unresolvedRaised, expiresAt } = record;
  return pollRow.encode(record, {
    paymentId: id,
    rareStatus: RARE_STATUSES.includes(status) ? status : null,
    openUntil: status === 'PENDING' && !unresolvedRaised ? expiresAt : null,
  });
}

/** Of a row of both tables. */
export function toRecord(row: Row): PaymentRecord {
  return recordRow.decode(row);
}

/** The list for SELECT over payments `p` and polls `q`. */
export const RECORD_COLUMNS = `${paymentPart.select('p')}, ${new RowCodec<PollPart>(POLL_COLUMNS).select('q')}`;
