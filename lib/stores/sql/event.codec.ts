import type { DeliveryRecord, HandlerRecord } from '../../delivery/delivery.js';
import type { EventRecord } from '../../payment/payment-event.js';
import type { ClaimedDelivery, DeliveryView } from '../delivery-queue.port.js';
import { RowCodec, type Row } from './row.codec.js';

/** The status is not a column: it is told by `outcome` and `lease_owner`, which no two writers can contradict. */
type StoredDelivery = Omit<DeliveryRecord, 'status'> & {
  /** null while it waits or runs. */
  readonly outcome: 'done' | 'superseded' | 'dead' | null;
};

export const eventRow = new RowCodec<EventRecord>({
  id: 'key',
  type: 'key',
  account: 'key',
  paymentId: 'key',
  reference: 'key',
  occurredAt: 'int',
  deliverAt: 'int',
  alert: 'json',
});

export const deliveryRow = new RowCodec<StoredDelivery>({
  id: 'key',
  eventId: 'key',
  handlerId: 'key',
  attempt: 'int',
  createdAt: 'int',
  dueAt: 'int',
  leaseOwner: 'text',
  leaseUntil: 'int',
  epoch: 'int',
  started: 'flag',
  error: 'text',
  outcome: 'key',
  finishedAt: 'int',
});

/** A handler of every account has the account ''. */
const handlerRow = new RowCodec<HandlerRecord & { readonly account: string }>({
  id: 'key',
  type: 'key',
  account: 'key',
  lastSeenAt: 'int',
});

/** The lists for SELECT: deliveries `d`, events `e`. */
const EVENT_COLUMNS = eventRow.select('e', 'e_');
export const CLAIMED_COLUMNS = `${deliveryRow.select('d', 'd_')}, ${EVENT_COLUMNS}`;

function toDelivery(row: Row): DeliveryRecord {
  const { outcome, ...delivery } = deliveryRow.decode(row, 'd_');
  return {
    ...delivery,
    status: outcome ?? (delivery.leaseOwner === null ? 'waiting' : 'running'),
  };
}

function toEvent(row: Row): EventRecord {
  return eventRow.decode(row, 'e_');
}

export function toClaimed(row: Row): ClaimedDelivery {
  return { delivery: toDelivery(row), event: toEvent(row) };
}

export function toView(row: Row): DeliveryView {
  return { ...toClaimed(row), handlerLastSeenAt: row.last_seen_at as number | null };
}

export function toHandler(row: Row): HandlerRecord {
  const { account, ...handler } = handlerRow.decode(row);
  return { ...handler, account: account === '' ? null : account };
}
