import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KhqrRequestError } from '../../../lib/errors/khqr-request.error.js';
import {
  checkExpiresInMs,
  checkMd5,
  checkMetadata,
  checkNote,
  checkPayee,
  checkReference,
  checkTime,
} from '../../../lib/requests/check-input.js';
import { caught } from '../../support/caught.js';

const PAYEE = { bakongId: 'shop@aclb', merchantName: 'Shop' };

describe('what a shop hands in', () => {
  it.each<[string, () => unknown, string, string]>([
    ['a reference that is missing', () => checkReference(undefined), 'reference', 'not blank'],
    ['a reference that is a number', () => checkReference(12), 'reference', 'not blank'],
    ['a blank reference', () => checkReference(' \t\n'), 'reference', 'not blank'],
    ['a long reference', () => checkReference('x'.repeat(129)), 'reference', 'at most 128'],
    ['a reference no database takes', () => checkReference('a\0b'), 'reference', 'characters'],
    ['half a character', () => checkReference('a\ud83d'), 'reference', 'characters'],
    ['a note that is an object', () => checkNote({}), 'note', 'must be a text'],
    ['a long note', () => checkNote('x'.repeat(201)), 'note', 'at most 200'],
    ['a note no database takes', () => checkNote('\0'), 'note', 'characters'],
    ['an md5 that is too short', () => checkMd5('abc'), 'md5', '32 hex digits'],
    ['an md5 with a letter too many', () => checkMd5('g'.repeat(32)), 'md5', '32 hex digits'],
    ['an md5 with a line break', () => checkMd5(`${'a'.repeat(32)}\n`), 'md5', '32 hex digits'],
    ['no md5', () => checkMd5(undefined), 'md5', '32 hex digits'],
    ['a life under a second', () => checkExpiresInMs(999), 'expiresInMs', 'from 1000'],
    ['a life over a day', () => checkExpiresInMs(86_400_001), 'expiresInMs', 'to 86400000'],
    ['a life that is no number', () => checkExpiresInMs('5000'), 'expiresInMs', 'whole number'],
    ['a broken life', () => checkExpiresInMs(1000.5), 'expiresInMs', 'whole number'],
    ['a life of NaN', () => checkExpiresInMs(NaN), 'expiresInMs', 'whole number'],
    [
      'a time without a zone',
      () => checkTime('2026-01-01T00:00:00', 'expiresAt'),
      'expiresAt',
      'zone',
    ],
    ['a day', () => checkTime('2026-01-01', 'expiresAt'), 'expiresAt', 'zone'],
    ['a time that is a number', () => checkTime(1_767_225_600, 'expiresAt'), 'expiresAt', 'zone'],
    ['a date that is none', () => checkTime(new Date(NaN), 'expiresAt'), 'expiresAt', 'zone'],
    ['a 13th month', () => checkTime('2026-13-01T00:00:00Z', 'expiresAt'), 'expiresAt', 'zone'],
    ['a payee in text', () => checkPayee('shop@aclb'), 'payee', 'bakongId, merchantName'],
    [
      'a payee without a bank',
      () => checkPayee({ ...PAYEE, bakongId: 'shop' }),
      'payee.bakongId',
      '@',
    ],
    [
      'a payee with a space',
      () => checkPayee({ ...PAYEE, bakongId: 'a b@c' }),
      'payee.bakongId',
      '@',
    ],
    [
      'a payee over 32 characters',
      () => checkPayee({ ...PAYEE, bakongId: `${'x'.repeat(30)}@ab` }),
      'payee.bakongId',
      'at most 32',
    ],
    [
      'a payee without a name',
      () => checkPayee({ bakongId: 'shop@aclb' }),
      'payee.merchantName',
      '1 to 25',
    ],
    [
      'a payee with a long name',
      () => checkPayee({ ...PAYEE, merchantName: 'x'.repeat(26) }),
      'payee.merchantName',
      '1 to 25',
    ],
  ])('is refused by field and rule: %s', (_what, check, field, rule) => {
    const error = caught(check);
    expect(error).toBeInstanceOf(KhqrRequestError);
    expect(error).toMatchObject({ field, message: expect.stringContaining(rule) });
    expect((error as Error).message.startsWith(field)).toBe(true);
  });

  it('is taken at its limits', () => {
    expect(checkReference('x'.repeat(128))).toHaveLength(128);
    expect(checkReference(' កម្មង់ #1 👍 ')).toBe(' កម្មង់ #1 👍 ');
    expect(checkNote('x'.repeat(200))).toHaveLength(200);
    expect([checkNote(undefined), checkNote(null), checkNote('')]).toEqual([null, null, '']);
    expect(checkMd5('ABCDEF0123456789abcdef0123456789')).toBe('abcdef0123456789abcdef0123456789');
    expect([checkExpiresInMs(1000), checkExpiresInMs(86_400_000)]).toEqual([1000, 86_400_000]);
    expect(checkTime('2026-01-01T07:00:00+07:00', 'at')).toBe(Date.UTC(2026, 0, 1));
    expect(checkTime(new Date(5), 'at')).toBe(5);
    expect(checkPayee({ ...PAYEE, more: 1 })).toEqual(PAYEE);
  });
});

describe('metadata', () => {
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
    ['a hole in a list', { a: [undefined] }],
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
