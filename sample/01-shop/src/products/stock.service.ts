import { Injectable } from '@nestjs/common';

export interface StockLine {
  readonly productId: string;
  readonly quantity: number;
}

const ON_HAND: readonly (readonly [string, number])[] = [
  ['kampot-pepper', 24],
  ['mondulkiri-coffee', 18],
  ['palm-sugar', 30],
  ['flower-of-salt', 12],
  ['krama', 8],
  ['jasmine-rice', 40],
];

/** What is on the shelf, and what of it is set aside for orders that wait for their money. A real shop keeps this in its database. */
@Injectable()
export class StockService {
  private readonly onHand = new Map(ON_HAND);
  private readonly held = new Map<string, StockLine>();
  private readonly taken = new Set<string>();

  /** How many can still be ordered. */
  available(productId: string): number {
    const held = [...this.held.values()].filter((line) => line.productId === productId);
    const aside = held.reduce((sum, { quantity }) => sum + quantity, 0);
    return Math.max(0, (this.onHand.get(productId) ?? 0) - aside);
  }

  /** Sets goods aside for an order; false where there are not enough. */
  hold(order: string, line: StockLine): boolean {
    if (this.held.has(order)) return true;
    if (this.available(line.productId) < line.quantity) return false;
    this.held.set(order, line);
    return true;
  }

  /** The order was not paid: the goods can be sold again. */
  release(order: string): void {
    this.held.delete(order);
  }

  /**
   * The order is paid: its goods leave the shelf. `once` is the event's id, so that a second delivery of the same event
   * takes nothing. Money that comes after the goods were released is owed goods all the same: the count may go below zero.
   */
  take(once: string, order: string, { productId, quantity }: StockLine): void {
    if (this.taken.has(once)) return;
    this.taken.add(once);
    this.held.delete(order);
    this.onHand.set(productId, (this.onHand.get(productId) ?? 0) - quantity);
  }
}
