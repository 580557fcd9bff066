import { parseMoney, type Money } from '../../payment/money.js';
import { readObject, refuse } from '../../web/body.fields.js';
import type { WebRequest } from '../../web/web-exchange.js';

/** What a client of `POST /khqr/generate` asks for. */
export interface GenerateInput {
  readonly money: Money;
  readonly note: string | null;
  readonly expiresInMs: number | undefined;
  /** The client may send the request again, and means one payment. */
  readonly idempotencyKey: string | null;
}

/** `expiry_minutes` is in no document, and clients send it. */
const FIELDS = ['amount', 'currency', 'note', 'expiry_minutes'];
const LONGEST_NOTE = 200;
const MOST_MINUTES = 24 * 60;
/** Line breaks and other controls, and halves of a character: a note is a line for the payer. */
const NO_LINE = /[\p{Cc}\p{Surrogate}\u2028\u2029]/u;
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/** @throws KhqrRequestError naming the field and the rule */
export function readGenerate({ body, headers }: WebRequest): GenerateInput {
  const fields = readObject(body, FIELDS);
  const { amount, currency, note, expiry_minutes: minutes } = fields;
  if (currency !== 'USD' && currency !== 'KHR') throw refuse('currency', 'must be USD or KHR');
  if (typeof amount !== 'number') throw refuse('amount', 'must be a number');
  return {
    money: parseMoney(amount, currency),
    note: readNote(note),
    expiresInMs: readMinutes(minutes),
    idempotencyKey: readKey(headers['idempotency-key']),
  };
}

function readNote(note: unknown): string | null {
  if (note === undefined || note === null || note === '') return null;
  if (typeof note !== 'string') throw refuse('note', 'must be text');
  if (note.length > LONGEST_NOTE) {
    throw refuse('note', `must have at most ${LONGEST_NOTE} characters`);
  }
  if (NO_LINE.test(note)) throw refuse('note', 'must be one line of text');
  return note;
}

function readMinutes(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && value > 0 && value <= MOST_MINUTES) {
    return Math.round(value * 60_000);
  }
  throw refuse('expiry_minutes', `must be more than 0 and at most ${MOST_MINUTES}`);
}

function readKey(value: string | undefined): string | null {
  if (value === undefined) return null;
  if (IDEMPOTENCY_KEY.test(value)) return value;
  throw refuse('Idempotency-Key', 'must be 1 to 255 characters of ASCII without spaces');
}
