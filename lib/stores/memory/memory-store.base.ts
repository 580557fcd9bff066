import type { KhqrClock } from '../../clock/khqr-clock.js';
import { KhqrConfigurationError } from '../../errors/khqr-configuration.error.js';
import type { Change } from '../change-feed.port.js';
import type { StoreContext } from '../payment-store.port.js';
import { MemoryChangeFeed } from './change-feed.js';

/** Open and closed, the clock, and who is told of changes. */
export abstract class MemoryStoreBase {
  readonly #feed = new MemoryChangeFeed();
  #context: StoreContext | undefined;

  async open(context: StoreContext): Promise<void> {
    this.#context = context;
  }

  async close(): Promise<void> {
    this.#feed.clear();
    this.#context = undefined;
  }

  async now(): Promise<number> {
    return this.clock.now();
  }

  subscribe(listener: (change: Change) => void): () => void {
    return this.#feed.subscribe(listener);
  }

  protected get clock(): KhqrClock {
    if (this.#context) return this.#context.clock;
    throw new KhqrConfigurationError('The memory store is used before open() or after close().');
  }

  protected tell(change: Change): void {
    this.#feed.tell(change, (message) => this.#context?.warn(message));
  }
}
