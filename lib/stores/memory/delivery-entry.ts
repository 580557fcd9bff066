import type { DeliveryRecord } from '../../delivery/delivery.js';
import type { EventRecord } from '../../payment/payment-event.js';
import type { ClaimedDelivery } from '../delivery-queue.port.js';
import { heapNode, type HeapNode } from './min-heap.js';

/** An event and what hangs on it. */
export interface EventEntry {
  readonly event: EventRecord;
  /** An array, since most events have none or one, and an empty Set takes 150 bytes. */
  deliveries: readonly DeliveryEntry[];
  /** Handlers whose deliveries of it have been removed: done and dropped, or handed to another. */
  past: readonly string[];
  /** It matched no handler when it was written, and is young enough for a first one to come. */
  open: boolean;
}

/** A delivery as it lies in memory: the store's own copy, replaced at each change. */
export class DeliveryEntry {
  /** Its place in its handler's queue, while it is in it. */
  readonly node: HeapNode<DeliveryEntry> = heapNode<DeliveryEntry>(this);

  constructor(
    public stored: DeliveryRecord,
    readonly event: EventEntry,
  ) {}

  /** For callers: nothing in it is the store's own. */
  view(): ClaimedDelivery {
    return { delivery: { ...this.stored }, event: copyEvent(this.event.event) };
  }
}

export function copyEvent(event: EventRecord): EventRecord {
  return { ...event, alert: event.alert && { ...event.alert } };
}
