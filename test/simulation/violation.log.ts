/** What must never happen, by name. */
export type ViolationKind =
  /** A paid order whose handler has neither run nor become a dead letter. */
  | 'unhandled'
  /** Money that the bank holds and the store does not show. */
  | 'lost-money'
  /** Money that does not fit led to goods. */
  | 'wrong-goods'
  /** Two transitions to PAID of one payment, or two Paid events of one order. */
  | 'paid-twice'
  /** A transition whose event was not written with it, or two events for one. */
  | 'event'
  /** A status went down. */
  | 'status'
  /** An Expired or Cancelled handler began although its order was paid. */
  | 'release-after-paid'
  /** The shop was told of the end of an order that could still be paid. */
  | 'early-end'
  /** Two leases of one payment or delivery at once, or a request outside its lease. */
  | 'lease'
  /** More requests than the rate allows. */
  | 'rate'
  /** A handler's effect was counted more or less than once. */
  | 'effect'
  /** Something is still under way when nothing should be. */
  | 'not-quiet'
  /** The run itself holds less than each must. */
  | 'too-little'
  /** A promise of the package was rejected or thrown where nothing may be. */
  | 'crash';

export interface Violation {
  readonly kind: ViolationKind;
  readonly atMs: number;
  readonly text: string;
}

/** Notes whatever must never happen. */
export class ViolationLog {
  readonly all: Violation[] = [];

  constructor(
    private readonly now: () => number,
    private readonly told: (violation: Violation) => void,
  ) {}

  add(kind: ViolationKind, text: string): void {
    const violation = { kind, atMs: this.now(), text };
    this.all.push(violation);
    this.told(violation);
  }

  check(holds: boolean, kind: ViolationKind, text: () => string): void {
    if (!holds) this.add(kind, text());
  }
}
