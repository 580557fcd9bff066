import { messageOf } from '../errors/message-of.js';
import type { EventEmitter2 } from '@nestjs/event-emitter';
import type { EventRecord } from '../payment/payment-event.js';
import type { PaymentRecord } from '../payment/payment-record.js';
import { makeEvent, plainDelivery } from './event.factory.js';

/** As much of the application's emitter as is used. */
export type Emitter = Pick<
  EventEmitter2,
  'emitAsync' | 'listenerCount' | 'listenersAny' | 'on' | 'off'
>;

/**
 * Emits an event for `@OnEvent('khqr.payment.paid')` listeners, in the process that committed it, once, best effort:
 * what such a listener throws is logged and changes nothing.
 */
export class PlainEventPublisher {
  constructor(
    private readonly emitter: Emitter,
    private readonly warn: (message: string) => void,
  ) {}

  publish(row: EventRecord, payment: PaymentRecord | null): void {
    // Making an event that nobody hears would cost as much as making its code.
    if (!this.isHeard(row.type)) return;
    const event = makeEvent(row, payment, plainDelivery());
    if (event) this.emit(row.type, event);
  }

  emit(name: string, payload: unknown): void {
    void this.send(name, payload).catch((error: unknown) => {
      const reason = messageOf(error);
      this.warn(`A listener of '${name}' failed: ${reason}`);
    });
  }

  /** An emitter of the application's own making may know less. */
  private isHeard(name: string): boolean {
    try {
      return this.emitter.listenerCount(name) + this.emitter.listenersAny().length > 0;
    } catch {
      return true;
    }
  }

  // `emitAsync` throws at once where a listener does; here that is a rejection like any other.
  private async send(name: string, payload: unknown): Promise<void> {
    await this.emitter.emitAsync(name, payload);
  }
}
