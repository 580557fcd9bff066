import { KhqrRequestError } from '../errors/khqr-request.error.js';

/** @throws KhqrRequestError that names the field. */
export function refuse(field: string, rule: string, cause?: unknown): never {
  throw new KhqrRequestError(`${field} ${rule}.`, { field, cause });
}

/** A whole number between two bounds, the default where none is given. */
export function wholeNumber(
  value: unknown,
  field: string,
  { least, most, fallback }: { least: number; most: number; fallback: number },
): number {
  if (value === undefined) return fallback;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    refuse(field, `must be a whole number from ${least} to ${most}`);
  }
  return value;
}

/** One of a few words, the default where none is given. */
export function oneOf<T extends string>(
  value: unknown,
  field: string,
  words: readonly T[],
  fallback: T,
): T {
  if (value === undefined) return fallback;
  const found = words.find((word) => word === value);
  return found ?? refuse(field, `must be ${words.map((word) => `'${word}'`).join(', ')}`);
}
