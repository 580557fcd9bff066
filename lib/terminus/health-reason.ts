/** What keeps the health from being `ok`. */
export type KhqrHealthReasonKind =
  /** The store fails, does not answer in time, or cannot be written: nothing can be created, asked or delivered. */
  | 'store'
  /** `tracker.enabled`, but its timer is not set: paused, deleted from Nest's SchedulerRegistry, not begun yet, or ended. */
  | 'tracker-stopped'
  /** Nothing, or only a probe, is sent: credential refused, provider failing, rate limit, daily quota. */
  | 'lane-closed'
  /** Less than a tenth of the day's requests is left. */
  | 'quota-low'
  /** Payments are noticed three times as late as they should be, over at least 20 payments. */
  | 'detection-slow'
  /** A delivery was given up: `listDeliveries({ status: 'dead' })`, `redeliver({ … })`. */
  | 'dead-letters'
  /** Payments wait for a person: `listPayments({ status: 'REVIEW' })`, `resolveReview()`. */
  | 'reviews-open'
  /** Deliveries wait for a handler that no process has shown for 5 minutes. */
  | 'handler-missing'
  /** An account was paid within 72 hours and has no `@OnPaymentPaid` handler. */
  | 'paid-unhandled'
  /** A delivery has been due for more than a minute although its handler is there. */
  | 'deliveries-overdue';

export interface KhqrHealthReason {
  readonly kind: KhqrHealthReasonKind;
  /** One sentence for people. It may name accounts and handlers, never a credential. */
  readonly message: string;
}
