import type { Change } from '../change-feed.port.js';

/** Tells subscribers in this process, at once and in order; what they throw stops neither the writer nor each other. */
export class LocalChangeFeed {
  readonly #listeners = new Set<(change: Change) => void>();

  constructor(private readonly warn: (message: string) => void) {}

  subscribe(listener: (change: Change) => void): () => void {
    // One function may subscribe twice, and each subscription ends by itself.
    const subscription = (change: Change): void => {
      listener(change);
    };
    this.#listeners.add(subscription);
    return () => {
      this.#listeners.delete(subscription);
    };
  }

  tell(...changes: readonly Change[]): void {
    for (const change of changes) {
      for (const listener of [...this.#listeners]) {
        try {
          listener(change);
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error);
          this.warn(`A subscriber of the payment store threw: ${message}`);
        }
      }
    }
  }

  clear(): void {
    this.#listeners.clear();
  }
}
