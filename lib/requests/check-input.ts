import { KhqrRequestError } from '../errors/khqr-request.error.js';
import type { Payee, PaymentMetadata } from '../payment/payment.js';

const MAX_REFERENCE = 128;
/** As APIKHQR's documentation says; kept for every provider, so that a shop can change it. */
const MAX_NOTE = 200;
const MAX_METADATA_BYTES = 8192;
/** Deeper than any order, and far from the end of the stack. */
const MAX_METADATA_DEPTH = 64;
/** NUL, and halves of a character: no database takes them as text. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;
const MD5 = /^[0-9a-f]{32}$/i;
/** `name@bank`, at most the 32 characters of a KHQR's account field. */
const BAKONG_ID = /^[^\s@]+@[^\s@]+$/;
const EXPIRES_IN_MS = { least: 1000, most: 24 * 60 * 60 * 1000 };
const ISO_WITH_ZONE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/;

function refuse(field: string, rule: string): never {
  throw new KhqrRequestError(`${field} ${rule}.`, { field });
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
  if (UNSTORABLE.test(text)) refuse(field, 'must have no NUL and no half characters');
  return text;
}

export function checkMd5(value: unknown): string {
  if (typeof value !== 'string' || !MD5.test(value)) refuse('md5', 'must be 32 hex digits');
  return value.toLowerCase();
}

export function checkExpiresInMs(value: unknown, field = 'expiresInMs'): number {
  const { least, most } = EXPIRES_IN_MS;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    refuse(field, `must be a whole number of milliseconds from ${least} to ${most}`);
  }
  return value;
}

/** What a timer of Node holds, 24 days; above it one fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Undefined: no limit. */
export function checkTimeoutMs(value: unknown): number | undefined {
  if (value === undefined || value === Infinity) return undefined;
  if (typeof value !== 'number' || !(value >= 0)) {
    refuse('timeoutMs', 'must be a number of milliseconds, 0 or more');
  }
  return Math.min(value, LONGEST_TIMER_MS);
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

/** A frozen copy: what the caller changes afterwards does not reach the payment. */
export function checkMetadata(value: unknown): PaymentMetadata {
  if (value === undefined || value === null) return EMPTY;
  if (!isPlainObject(value)) refuse('metadata', 'must be a plain JSON object');
  const copy = copyPlain(value, 'metadata', []) as PaymentMetadata;
  if (Buffer.byteLength(JSON.stringify(copy)) > MAX_METADATA_BYTES) {
    refuse('metadata', `must have at most ${MAX_METADATA_BYTES} bytes as JSON`);
  }
  return copy;
}

const EMPTY: PaymentMetadata = Object.freeze({});

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function copyPlain(value: unknown, path: string, above: readonly unknown[]): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return UNSTORABLE.test(value) ? notJson(path) : value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : notJson(path);
  if (typeof value !== 'object' || above.length > MAX_METADATA_DEPTH) return notJson(path);
  if (above.includes(value)) return notJson(path);
  const inside = [...above, value];
  if (Array.isArray(value)) {
    return Object.freeze(value.map((item, index) => copyPlain(item, `${path}[${index}]`, inside)));
  }
  if (!isPlainObject(value)) return notJson(path);
  const entries = Object.entries(value)
    // As JSON.stringify does.
    .filter(([, item]) => item !== undefined)
    .map(([key, item]) => {
      // It would become the prototype of whoever copies it carelessly.
      if (key === '__proto__' || UNSTORABLE.test(key)) return notJson(`${path}.${key}`);
      return [key, copyPlain(item, `${path}.${key}`, inside)] as const;
    });
  return Object.freeze(Object.fromEntries(entries));
}

function notJson(path: string): never {
  throw new KhqrRequestError(
    `${path.slice(0, 200)} must be plain JSON: text without NUL, finite numbers, true, false, null, arrays and plain objects.`,
    { field: 'metadata' },
  );
}
