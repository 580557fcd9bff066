import type { KhqrClock } from '../clock/khqr-clock.js';
import type { SerialLoopHooks } from '../clock/serial-loop.js';
import type { KhqrSettings } from '../khqr.options.js';
import type { ClaimedDelivery } from '../stores/delivery-queue.port.js';
import type { PaymentStore } from '../stores/payment-store.port.js';
import type { StoreClock } from '../stores/store.clock.js';
import type { DeliveryExecutor } from './delivery.executor.js';
import type { Emitter } from './plain-event.publisher.js';

/** What the dispatcher works with. */
export interface DispatcherParts {
  readonly store: PaymentStore;
  readonly storeClock: StoreClock;
  readonly clock: KhqrClock;
  readonly emitter: Emitter;
  readonly executor: DeliveryExecutor;
  readonly settings: Pick<KhqrSettings, 'tracker'>;
  readonly owner: string;
  readonly hooks: SerialLoopHooks;
  /** So many dead letters were made of what this process's handlers have missed. */
  readonly missed: (count: number) => Promise<void>;
  /** A delivery has become a dead letter. */
  readonly buried: (claimed: ClaimedDelivery, error: string) => Promise<void>;
}
