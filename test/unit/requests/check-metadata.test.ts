import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KhqrRequestError } from '../../../lib/errors/khqr-request.error.js';
import { checkMetadata } from '../../../lib/requests/check-metadata.js';
import { caught } from '../../support/caught.js';

describe('metadata', () => {
  const thrower = (): never => {
    throw new TypeError('not for you');
  };
  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;

  it.each<[string, unknown]>([
    ['text', 'x'],
    ['a list', [1]],
    ['a Date', new Date()],
    ['a Map', new Map()],
    ['an instance of a class', new URL('https://a.b')],
    ['a function inside', { a: { b: () => 1 } }],
    ['a Date inside', { a: new Date() }],
    ['NaN inside', { a: NaN }],
    ['Infinity inside', { a: [Infinity] }],
    ['a bigint inside', { a: 5n }],
    ['undefined in a list', { a: [undefined] }],
    // eslint-disable-next-line no-sparse-arrays -- this is what is tested
    ['a hole in a list', { a: [1, , 2] }],
    ['a getter that throws', Object.defineProperty({}, 'a', { enumerable: true, get: thrower })],
    ['a proxy that throws', { a: new Proxy({}, { ownKeys: thrower }) }],
    ['itself inside', cycle],
    ['an own __proto__', JSON.parse('{"__proto__": {"admin": true}}')],
    ['text no database takes', { a: '\0' }],
    ['a key no database takes', { 'a\ud83d': 1 }],
    ['something with toJSON', { a: { toJSON: () => 'x' } }],
  ])('must be plain JSON: %s is refused', (_what, value) => {
    const error = caught(() => checkMetadata(value));
    expect(error).toBeInstanceOf(KhqrRequestError);
    expect(error).toMatchObject({ field: 'metadata' });
  });

  it('has at most 8 kB as JSON text, counted in bytes', () => {
    const frame = Buffer.byteLength(JSON.stringify({ a: '' }));
    expect(checkMetadata({ a: 'x'.repeat(8192 - frame) })).toBeDefined();
    expect(() => checkMetadata({ a: 'x'.repeat(8193 - frame) })).toThrow(/at most 8192 bytes/);
    expect(() => checkMetadata({ a: 'ក'.repeat(3000) })).toThrow(/at most 8192 bytes/);
  });

  it('ends in an error, not in an overflow, however deep it is', () => {
    const deep = Array.from({ length: 100_000 }).reduce<unknown>((inner) => ({ a: inner }), 1);
    expect(caught(() => checkMetadata(deep))).toBeInstanceOf(KhqrRequestError);
    const wide = { a: Array.from({ length: 1_000_000 }, () => 0) };
    expect(caught(() => checkMetadata(wide))).toBeInstanceOf(KhqrRequestError);
  });

  it('took minutes where one object stood in a million places', () => {
    let shared: unknown = 'x';
    for (let level = 0; level < 40; level += 1) shared = { left: shared, right: shared };
    expect(() => checkMetadata({ shared })).toThrow(/at most 8192 bytes/);
    const hole: unknown[] = [];
    hole.length = 2 ** 32 - 1;
    expect(() => checkMetadata({ hole })).toThrow(/at most 8192 bytes/);
  });

  it('keeps no -0, which JSON does not have', () => {
    expect(Object.is(checkMetadata({ a: -0 })['a'], 0)).toBe(true);
  });

  it('is a frozen copy without a prototype to reach through', () => {
    const given = { a: { b: [1, { c: 2 }] }, gone: undefined };
    const copy = checkMetadata(given);
    given.a.b.push(3);
    expect(copy).toEqual({ a: { b: [1, { c: 2 }] } });
    expect(Object.isFrozen(copy['a'])).toBe(true);
  });

  it('is equal to what JSON keeps, for anything that is taken', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const error = caught(() => {
          const copy = checkMetadata(value);
          expect(JSON.stringify(copy)).toBe(JSON.stringify(value));
        });
        if (!(error instanceof KhqrRequestError)) expect(error).toBeUndefined();
      }),
    );
  });
});
