import { formatMoney, type Money } from 'nestjs-khqr';

/** `{ minor: 650, currency: 'USD' }` → `$6.50`. */
export function showMoney(money: Money): string {
  return money.currency === 'USD' ? `$${formatMoney(money)}` : `${formatMoney(money)} ៛`;
}
