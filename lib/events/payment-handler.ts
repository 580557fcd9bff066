import type { KhqrEventType } from '../payment/payment-event.js';
import type { AnyKhqrEvent } from './payment.events.js';

/** One decorated method of the application, under one identity. */
export interface PaymentHandler {
  readonly id: string;
  /** Where it is, for people: `OrderFulfilment.ship`. */
  readonly where: string;
  readonly timeoutMs: number;
  readonly subscriptions: readonly {
    readonly type: KhqrEventType;
    readonly account: string | null;
  }[];
  /** Finds the instance in its scope and calls the method. */
  readonly invoke: (event: AnyKhqrEvent) => Promise<void>;
}
