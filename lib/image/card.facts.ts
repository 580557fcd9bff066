import { decodeKhqr } from '../emv/decode.js';
import { quotable } from '../errors/foreign.text.js';
import type { KhqrCurrency, KhqrData } from '../emv/khqr-data.js';
import { checkLine, type KhqrCardOptions } from './card.options.js';
import { refuse } from './refuse.js';

/** What a card says. Amount and currency are always those of the code: a card that says others would mislead the payer. */
export interface CardFacts {
  /** One name or two, not empty. */
  readonly names: readonly string[];
  readonly currency: KhqrCurrency;
  /** `'1,250.50'`; absent where the payer types it. */
  readonly amount?: string;
}

export function cardFacts(text: string, options: KhqrCardOptions): CardFacts {
  const data = decoded(text);
  const { currency, amountMinor } = data;
  if (!currency) refuse('text', 'must be a KHQR in USD or KHR');
  if (data.amount !== undefined && amountMinor === undefined) {
    refuse('text', `must be a KHQR whose amount is a number; it says '${quotable(data.amount)}'`);
  }
  const name = checkLine(options.merchantName, 'merchantName', printable(data.merchantName));
  if (name === '') refuse('merchantName', 'must be given, since neither it nor the code has one');
  const second = checkLine(
    options.secondName,
    'secondName',
    printable(data.language?.merchantName),
  );
  return {
    names: second === '' || second === name ? [name] : [name, second],
    currency,
    ...(amountMinor !== undefined && { amount: grouped(amountMinor, currency) }),
  };
}

function decoded(text: string): KhqrData {
  if (typeof text !== 'string') refuse('text', 'must be the text of a KHQR');
  try {
    return decodeKhqr(text);
  } catch (cause) {
    const why = cause instanceof Error ? ` (${cause.message})` : '';
    refuse('text', `must be the text of a KHQR${why}`, cause);
  }
}

/** A bank's own text, which may hold anything: what cannot stand in a line becomes a space. */
const printable = (text = ''): string =>
  text.replaceAll(/[\p{Cc}\p{Surrogate}\ufffe\uffff]/gu, ' ').trim();

/** Thousands by comma, as Cambodian banks print them; not the server's locale. */
function grouped(minor: number, currency: KhqrCurrency): string {
  const digits = String(minor).padStart(3, '0');
  const [whole, rest] =
    currency === 'USD' ? [digits.slice(0, -2), `.${digits.slice(-2)}`] : [String(minor), ''];
  return whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ',') + rest;
}
