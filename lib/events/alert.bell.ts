import { messageOf } from '../errors/message-of.js';
import type { KhqrClock } from '../clock/khqr-clock.js';
import { alertEvent, type AlertDetails } from '../payment/payment-event.js';
import type { DeliveryQueue } from '../stores/delivery-queue.port.js';
import type { PlainEventPublisher } from './plain-event.publisher.js';

export interface AlertSubject {
  /** The same subject is told once over all replicas, and once for all time. */
  readonly key: string;
  readonly account: string | null;
}

/** Tells people what they have to mend: in the log, by `@OnKhqrAlert`, and plainly. Never fails. */
export class AlertBell {
  constructor(
    private readonly store: DeliveryQueue,
    private readonly clock: KhqrClock,
    private readonly publisher: PlainEventPublisher,
    private readonly warn: (message: string) => void,
  ) {}

  async ring(alert: AlertDetails, { key, account }: AlertSubject): Promise<void> {
    const event = alertEvent(alert, key, account, this.clock.now());
    try {
      if (!(await this.store.appendEvent(event))) return;
      this.warn(alert.message);
      this.publisher.publish(event, null);
    } catch (error) {
      const reason = messageOf(error);
      this.warn(`${alert.message} (The alert could not be stored: ${reason})`);
    }
  }
}
