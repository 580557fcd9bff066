import { KhqrRequestError } from '../errors/khqr-request.error.js';
import type { KhqrInput } from './khqr-input.js';
import { SURROGATE, TEXT_RULES, type TextField } from './tags.js';
import { tlv } from './tlv.js';

/** The texts of the input that bear one name there and in the rules. */
type InputText = TextField & keyof KhqrInput;

/** Most characters of a template: its length has two digits. */
const MAX_TEMPLATE = 99;

export function refuse(field: string, rule: string): never {
  throw new KhqrRequestError(`${field} ${rule}.`, { field });
}

/** The tag of `field` with its checked value. `name` is what the caller calls the field. */
export function piece(field: TextField, value: unknown, name: string = field): string {
  const { tag, max } = TEXT_RULES[field];
  if (value === undefined) return refuse(name, 'is required');
  if (typeof value !== 'string') return refuse(name, `must be text, got ${typeof value}`);
  if (value === '') return refuse(name, 'must not be empty; leave it out instead');
  if (value.length > max) {
    return refuse(name, `must have at most ${max} characters, got ${value.length}`);
  }
  // Apps count such characters as one, two or four, and would read everything behind them differently.
  if (SURROGATE.test(value))
    return refuse(name, 'must not contain emoji or other characters beyond U+FFFF');
  return tlv(tag.slice(-2), value);
}

export function required(input: KhqrInput, field: InputText): string {
  return piece(field, input[field]);
}

/** Nothing where the field is left out. */
export function optional(input: KhqrInput, field: InputText): string {
  const value = input[field];
  return value === undefined ? '' : piece(field, value);
}

/** A tag made of tags; nothing where there are none. The official SDK writes an unreadable code where the sum is too long. */
export function template(tag: string, value: string, fields: string): string {
  if (value === '') return '';
  if (value.length > MAX_TEMPLATE) {
    const rule = `together have ${value.length} characters with their tags; at most ${MAX_TEMPLATE} fit`;
    return refuse(fields, rule);
  }
  return tlv(tag, value);
}

/** Milliseconds since 1970 in 13 digits: the years 2001 to 2286. */
export function milliseconds(time: Date | number, field: 'createdAt' | 'expiresAt'): number {
  const value = Number(time);
  if (Number.isInteger(value) && value >= 1e12 && value < 1e13) return value;
  return refuse(field, 'must be a Date or whole milliseconds since 1970 (13 digits)');
}
