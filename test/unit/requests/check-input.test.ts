import { describe, expect, it } from '@jest/globals';
import { KhqrRequestError } from '../../../lib/errors/khqr-request.error.js';
import {
  checkExpiresInMs,
  checkFlag,
  checkMd5,
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
    ['a flag in text', () => checkFlag('true', 'replace'), 'replace', 'true or false'],
    ['a flag that is null', () => checkFlag(null, 'replace'), 'replace', 'true or false'],
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
