import { formatMoney, type Currency } from 'nestjs-khqr';

/** `650, 'USD'` → `$6.50`; `26500, 'KHR'` → `26,500 ៛`. */
export function showMinor(minor: number, currency: Currency): string {
  return showAmount(formatMoney({ minor, currency }), currency);
}

/** Decimal text, as payments have it. */
export function showAmount(amount: string, currency: Currency): string {
  const grouped = amount.replace(/\B(?=(?:\d{3})+(?!\d))/g, ',');
  return currency === 'USD' ? `$${grouped}` : `${grouped} ៛`;
}
