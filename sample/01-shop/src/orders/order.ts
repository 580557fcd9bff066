import type { Currency } from 'nestjs-khqr';
import type { Row } from '../database/database.js';

export interface Order {
  /** For people, in the address of the order's page, and the payment's reference: `MP-7F3K9-QXA2B`. */
  readonly number: string;
  readonly productId: string;
  readonly quantity: number;
  /** Cents or riel. */
  readonly totalMinor: number;
  readonly currency: Currency;
  readonly status: 'open' | 'paid' | 'expired';
  readonly placedAt: Date;
  readonly paidAt: Date | null;
  readonly receipt: string | null;
  /** When its goods left the shelf. */
  readonly packedAt: Date | null;
  readonly courierAt: Date | null;
  /** The courier's own number for the parcel. */
  readonly courier: string | null;
}

export function toOrder(row: Row): Order {
  return {
    number: String(row['number']),
    productId: String(row['product_id']),
    quantity: Number(row['quantity']),
    totalMinor: Number(row['total_minor']),
    currency: row['currency'] as Currency,
    status: row['status'] as Order['status'],
    placedAt: new Date(Number(row['placed_at'])),
    paidAt: dateOf(row['paid_at']),
    receipt: textOf(row['receipt']),
    packedAt: dateOf(row['packed_at']),
    courierAt: dateOf(row['courier_at']),
    courier: textOf(row['courier']),
  };
}

// PostgreSQL's driver hands large numbers over as text.
const dateOf = (value: unknown): Date | null => (value === null ? null : new Date(Number(value)));
const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
