import { KhqrRequestError } from '../errors/khqr-request.error.js';
import { isObject } from './given.options.js';
import type { WebBody } from './web-exchange.js';

/** Takes a body for an object of these fields. @throws KhqrRequestError */
export function readObject(
  body: WebBody,
  known: readonly string[],
): Readonly<Record<string, unknown>> {
  if (body.kind === 'too-large') throw refuse('body', 'must have at most 8192 bytes');
  const value = body.kind === 'json' ? body.value : undefined;
  if (!isObject(value)) {
    throw refuse('body', 'must be a JSON object');
  }
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw refuse('body', `has a field ${JSON.stringify(unknown.slice(0, 40))} that nobody knows`);
  }
  return value;
}

export function refuse(field: string, rule: string): KhqrRequestError {
  return new KhqrRequestError(`${field} ${rule}.`, { field });
}
