import type { KhqrCurrency } from '../emv/khqr-data.js';
import { number } from './svg.parts.js';

/** The signs as strokes around the origin, 20 high, so that no font is needed. */
const SIGNS: Readonly<Record<KhqrCurrency, string>> = {
  USD: 'M4.8 -4.2C4.2 -6.4 2.4 -7.3 0 -7.3C-2.9 -7.3 -4.9 -5.9 -4.9 -3.7C-4.9 1.2 5.1 -1.1 5.1 3.8C5.1 6 3 7.3 0 7.3C-2.7 7.3 -4.7 6.2 -5.2 3.9M0 -10V10',
  KHR: 'M5 -8.6H-2.6L3.2 -3.4V4.6A3.9 3.9 0 0 1 -0.7 8.5A3.6 3.6 0 0 1 -4.4 5.3C-4.2 3.6 -2.4 3.2 -1.4 4.4M-4.8 -0.2H6.8',
};

/** The round badge in the middle of a code: white ring, black disc, white sign. */
export function currencyBadge(
  currency: KhqrCurrency,
  x: number,
  y: number,
  radius: number,
): string {
  const disc = radius * 0.85;
  return (
    `<circle cx="${number(x)}" cy="${number(y)}" r="${number(radius)}" fill="#fff"/>` +
    `<circle cx="${number(x)}" cy="${number(y)}" r="${number(disc)}" fill="#000"/>` +
    `<path transform="translate(${number(x)} ${number(y)}) scale(${number(disc / 15)})" fill="none" stroke="#fff" ` +
    `stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round" d="${SIGNS[currency]}"/>`
  );
}
