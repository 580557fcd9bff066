import { parseMoney, type Money } from '../../payment/money.js';
import type { WebBody } from '../../web/web-exchange.js';
import { readObject, refuse } from '../body.fields.js';

interface GenerateInput {
  readonly money: Money;
  readonly note: string | null;
  readonly expiresInMs: number | undefined;
}

/** `expiry_minutes` is in no document, and clients send it. */
const FIELDS = ['amount', 'currency', 'note', 'expiry_minutes'];
const LONGEST_NOTE = 200;
const MOST_MINUTES = 24 * 60;

/** Reads the body of `POST /khqr/generate`. @throws KhqrRequestError naming the field and the rule */
export function readGenerate(body: WebBody): GenerateInput {
  const fields = readObject(body, FIELDS);
  const { amount, currency, note = '', expiry_minutes: minutes } = fields;
  if (currency !== 'USD' && currency !== 'KHR') throw refuse('currency', 'must be USD or KHR');
  if (typeof amount !== 'number') throw refuse('amount', 'must be a number');
  const money = parseMoney(amount, currency);
  if (note !== null && typeof note !== 'string') throw refuse('note', 'must be text');
  if (note !== null && note.length > LONGEST_NOTE) {
    throw refuse('note', `must have at most ${LONGEST_NOTE} characters`);
  }
  return { money, note: note === '' ? null : note, expiresInMs: readMinutes(minutes) };
}

function readMinutes(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && value > 0 && value <= MOST_MINUTES) return value * 60_000;
  throw refuse('expiry_minutes', `must be more than 0 and at most ${MOST_MINUTES}`);
}
