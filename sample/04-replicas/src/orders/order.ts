export interface Order {
  readonly id: string;
  /** Decimal text, US dollars. */
  readonly amount: string;
  /** How often it has been shipped: once, when it is paid. */
  readonly shipments: number;
}
