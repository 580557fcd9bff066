import { quotable } from '../errors/foreign.text.js';
import { KhqrRequestError } from '../errors/khqr-request.error.js';
import type { PaymentMetadata } from '../payment/payment.js';
import { isStorable } from './check-input.js';

const MAX_BYTES = 8192;
/** Deeper than any order, and far from the end of the stack. */
const MAX_DEPTH = 64;
const EMPTY: PaymentMetadata = Object.freeze({});

/** A frozen copy: what the caller changes afterwards does not reach the payment. */
export function checkMetadata(value: unknown): PaymentMetadata {
  if (value === undefined || value === null) return EMPTY;
  if (!isPlainObject(value)) throw refusal('metadata must be a plain JSON object.');
  let copy: PaymentMetadata;
  try {
    copy = new PlainCopy().of(value, 'metadata', []) as PaymentMetadata;
  } catch (error) {
    if (error instanceof KhqrRequestError) throw error;
    // A getter or a proxy has thrown: whatever that is, it is not JSON.
    throw notJson('metadata', error);
  }
  if (Buffer.byteLength(JSON.stringify(copy)) > MAX_BYTES) throw tooLong();
  return copy;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Copies plain JSON, and gives up where there is more of it than 8 kB can hold. */
class PlainCopy {
  /** Every value takes a byte at least. An object that stands in many places may unfold to more than any memory. */
  private left = MAX_BYTES;

  of(value: unknown, path: string, above: readonly unknown[]): unknown {
    this.left -= 1;
    if (this.left < 0) throw tooLong();
    if (value === null || typeof value === 'boolean') return value;
    if (typeof value === 'string') return isStorable(value) ? value : refuse(path);
    // -0 is 0 in JSON.
    if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : refuse(path);
    if (typeof value !== 'object' || above.length > MAX_DEPTH) return refuse(path);
    if (above.includes(value)) return refuse(path);
    const inside = [...above, value];
    if (Array.isArray(value)) {
      if (value.length > MAX_BYTES) throw tooLong();
      // Not `map`, which leaves holes as they are.
      const items = Array.from(value, (item, at) => this.of(item, `${path}[${at}]`, inside));
      return Object.freeze(items);
    }
    return isPlainObject(value) ? this.object(value, path, inside) : refuse(path);
  }

  private object(value: Record<string, unknown>, path: string, inside: unknown[]): unknown {
    const entries = Object.entries(value)
      // As JSON.stringify does.
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => {
        // It would become the prototype of whoever copies it carelessly.
        if (key === '__proto__' || !isStorable(key)) return refuse(`${path}.${key}`);
        return [key, this.of(item, `${path}.${key}`, inside)] as const;
      });
    return Object.freeze(Object.fromEntries(entries));
  }
}

function refuse(path: string): never {
  throw notJson(path);
}

function notJson(path: string, cause?: unknown): KhqrRequestError {
  return refusal(
    `${quotable(path.slice(0, 200))} must be plain JSON: text without NUL, finite numbers, true, false, null, arrays and plain objects.`,
    cause,
  );
}

function tooLong(): KhqrRequestError {
  return refusal(`metadata must have at most ${MAX_BYTES} bytes as JSON.`);
}

function refusal(message: string, cause?: unknown): KhqrRequestError {
  return new KhqrRequestError(message, { field: 'metadata', cause });
}
