import { LONGEST_TIMER_MS } from '../clock/longest-timer.js';
import { KhqrRequestError } from '../errors/khqr-request.error.js';
import type { Payee } from '../payment/payment.js';

const MAX_REFERENCE = 128;
/** As APIKHQR's documentation says; kept for every provider, so that a shop can change it. */
const MAX_NOTE = 200;
/** NUL, and halves of a character: no database takes them as text. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;
const MD5 = /^[0-9a-f]{32}$/i;
/** `name@bank`, at most the 32 characters of a KHQR's account field. */
const BAKONG_ID = /^[^\s@]+@[^\s@]+$/;
const EXPIRES_IN_MS = { least: 1000, most: 24 * 60 * 60 * 1000 };
const ISO_WITH_ZONE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/;

/** @throws KhqrRequestError naming the field and the rule */
export function refuse(field: string, rule: string): never {
  throw new KhqrRequestError(`${field} ${rule}.`, { field });
}

export function requireObject(field: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) refuse(field, 'must be an object');
}

export function requireText(field: string, value: unknown): string {
  if (typeof value === 'string' && value.trim() !== '') return value;
  return refuse(field, 'must be a text that is not blank');
}

export function checkReference(value: unknown): string {
  if (typeof value !== 'string' || value.trim() === '')
    refuse('reference', 'must be a text that is not blank');
  if (value.length > MAX_REFERENCE)
    refuse('reference', `must have at most ${MAX_REFERENCE} characters`);
  return storable(value, 'reference');
}

export function checkNote(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') refuse('note', 'must be a text');
  if (value.length > MAX_NOTE) refuse('note', `must have at most ${MAX_NOTE} characters`);
  return storable(value, 'note');
}

function storable(text: string, field: string): string {
  if (!isStorable(text)) refuse(field, 'must have no NUL and no half characters');
  return text;
}

/** Whether a store can be asked with it; what it cannot keep, it does not have. */
export function isStorable(value: unknown): value is string {
  return typeof value === 'string' && !UNSTORABLE.test(value);
}

/** Undefined: false. A form's `'true'` is refused: taken for false, it would be a conflict that nobody understands. */
export function checkFlag(value: unknown, field: string): boolean {
  if (value === undefined || typeof value === 'boolean') return value ?? false;
  return refuse(field, 'must be true or false');
}

export function checkMd5(value: unknown): string {
  if (typeof value !== 'string' || !MD5.test(value)) refuse('md5', 'must be 32 hex digits');
  return value.toLowerCase();
}

export function checkExpiresInMs(value: unknown, longest = Infinity): number {
  const least = EXPIRES_IN_MS.least;
  const most = Math.min(EXPIRES_IN_MS.most, longest);
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    refuse('expiresInMs', `must be a whole number of milliseconds from ${least} to ${most}`);
  }
  return value;
}

/** Undefined: no limit. */
export function checkTimeoutMs(value: unknown): number | undefined {
  if (value === undefined || value === Infinity) return undefined;
  if (typeof value !== 'number' || !(value >= 0)) {
    refuse('timeoutMs', 'must be a number of milliseconds, 0 or more');
  }
  return Math.min(value, LONGEST_TIMER_MS);
}

/** Milliseconds since 1970. */
export function checkDate(value: unknown, field: string): number {
  const time = value instanceof Date ? value.getTime() : NaN;
  if (Number.isNaN(time)) refuse(field, 'must be a Date that is one');
  return time;
}

/** A time without a zone is refused: it would be read in the server's own. */
export function checkTime(value: unknown, field: string): number {
  const readable =
    value instanceof Date || (typeof value === 'string' && ISO_WITH_ZONE.test(value));
  const time = readable ? new Date(value).getTime() : NaN;
  if (Number.isNaN(time)) refuse(field, 'must be a Date or ISO text with a time zone');
  return time;
}

export function checkPayee(value: unknown): Payee | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object') refuse('payee', 'must be { bakongId, merchantName }');
  const { bakongId, merchantName } = value as Partial<Record<keyof Payee, unknown>>;
  if (typeof bakongId !== 'string' || !BAKONG_ID.test(bakongId) || bakongId.length > 32) {
    refuse('payee.bakongId', "must be a Bakong account such as 'name@bank', at most 32 characters");
  }
  if (typeof merchantName !== 'string' || merchantName.trim() === '' || merchantName.length > 25) {
    refuse('payee.merchantName', 'must be a text of 1 to 25 characters');
  }
  return Object.freeze({ bakongId, merchantName });
}

/** The one of these keys that is asked by. */
export function checkQuery<K extends string>(
  value: unknown,
  keys: readonly K[],
): readonly [K, string] {
  const query = (value ?? {}) as Partial<Record<K, unknown>>;
  for (const key of keys) {
    const wanted = query[key];
    if (typeof wanted === 'string') return [key, wanted];
  }
  return refuse('query', `must be an object with a text as ${keys.join(', ')}`);
}
