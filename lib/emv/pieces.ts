import { KhqrRequestError } from '../errors/khqr-request.error.js';
import { SURROGATE } from './tags.js';
import type { TextRule } from './text-rules.js';
import { tlv } from './tlv.js';

/** Most characters of a template: its length has two digits. */
const MAX_TEMPLATE = 99;

export function refuse(field: string, rule: string): never {
  throw new KhqrRequestError(`${field} ${rule}.`, { field });
}

/** A text's tag, checked against its rule. */
export function required({ name, tag, max }: TextRule, value: unknown): string {
  if (value === undefined) return refuse(name, 'is required');
  if (typeof value !== 'string') return refuse(name, `must be text, got ${typeof value}`);
  if (value === '') return refuse(name, 'must not be empty; leave it out instead');
  if (value.length > max) {
    return refuse(name, `must have at most ${max} characters, got ${value.length}`);
  }
  // Apps count such characters as one, two or four, and would read everything behind them differently.
  if (SURROGATE.test(value)) {
    return refuse(name, 'must not contain emoji or other characters beyond U+FFFF');
  }
  return tlv(tag, value);
}

/** Nothing where the text is left out. */
export function optional(rule: TextRule, value: unknown): string {
  return value === undefined ? '' : required(rule, value);
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
