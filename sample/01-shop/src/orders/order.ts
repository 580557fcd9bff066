import type { Money } from 'nestjs-khqr';

export interface Order {
  /** Random: whoever has the page's address has the order. */
  readonly id: string;
  /** For people, and the payment's reference: `MP-1001`. */
  readonly number: string;
  readonly productId: string;
  readonly productName: string;
  readonly quantity: number;
  readonly total: Money;
  readonly placedAt: Date;
  readonly status: 'open' | 'paid' | 'expired';
  readonly receipt?: string;
  readonly paidAt?: Date;
}
