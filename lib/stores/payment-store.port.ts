import type { KhqrClock } from '../clock/khqr-clock.js';
import type { ChangeFeed } from './change-feed.port.js';
import type { DeliveryQueue } from './delivery-queue.port.js';
import type { PaymentRows } from './payment-rows.port.js';
import type { PollQueue } from './poll-queue.port.js';
import type { RateLedger } from './rate-ledger.port.js';

export interface StoreContext {
  /** The application's clock; a store with a server uses the server's instead. */
  readonly clock: KhqrClock;
  /** For what a person should read; never a secret. */
  readonly warn: (message: string) => void;
}

/**
 * Where payments live. Every promise of this package rests on this port, so a store is accepted by the store contract
 * suite (`nestjs-khqr/testing`) and by nothing else.
 */
export interface PaymentStore
  extends PaymentRows, PollQueue, DeliveryQueue, RateLedger, ChangeFeed {
  /** Short, for messages: `memory`, `sqlite`, `postgres`. */
  readonly name: string;
  /** Whether what was acknowledged survives a crash. */
  readonly durable: boolean;
  /** The store said that losing data is acceptable. */
  readonly acceptsDataLoss?: boolean;

  /** Called once before anything else. Throws KhqrConfigurationError naming what to change when it cannot work. */
  open(context: StoreContext): Promise<void>;
  /** Called once, last. */
  close(): Promise<void>;
  /** The store's clock, milliseconds since 1970. */
  now(): Promise<number>;
}
