import { randomInt } from 'node:crypto';

/** No I, L, O and U: nobody takes them for digits, or reads a word. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const group = (): string => Array.from({ length: 5 }, () => LETTERS[randomInt(32)]).join('');

/** Fifty random bits: whoever has the number may see the order, and nobody finds one by counting. */
export function newOrderNumber(): string {
  return `MP-${group()}-${group()}`;
}

/** Anything else is not looked up. */
export function isOrderNumber(text: string): boolean {
  return /^MP-[\dA-Z]{5}-[\dA-Z]{5}$/.test(text);
}
