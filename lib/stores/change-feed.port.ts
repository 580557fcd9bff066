/** A hint that something changed; read again to know what. */
export interface Change {
  /** null: something other than one payment (a handler, an alert). */
  readonly paymentId: string | null;
  /** At least one event row was written with it. */
  readonly hasEvents: boolean;
}

/** Best effort: a change may be told twice, late, or never; whoever listens reads again now and then. */
export interface ChangeFeed {
  /** Answers the function that ends the subscription. */
  subscribe(listener: (change: Change) => void): () => void;
}
