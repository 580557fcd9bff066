import { describe, expect, it } from '@jest/globals';
import {
  DateReader,
  readRetryAfter,
  readZonedTime,
} from '../../../../lib/providers/http/http-dates.js';

const SERVER_NOW = Date.parse('2026-05-24T05:31:45Z');

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['7', 7_000],
    [' 1.5 ', 1_500],
    ['Sun, 24 May 2026 05:32:15 GMT', 30_000],
    ['Sunday, 24-May-26 05:32:15 GMT', 30_000],
    ['Sun, 24 May 2026 05:00:00 GMT', 0],
    // The old form has no zone, and is in GMT wherever this runs.
    ['Sun May 24 05:32:15 2026', 30_000],
    ['9'.repeat(400), Number.MAX_SAFE_INTEGER],
    ['Fri, 31 Dec 9999 23:59:59 GMT', Date.parse('9999-12-31T23:59:59Z') - SERVER_NOW],
    ['', undefined],
    [undefined, undefined],
    ['soon', undefined],
    ['-5', undefined],
    ['2 minutes', undefined],
    ['1e3', undefined],
  ])('%s', (text, ms) => {
    expect(readRetryAfter(text, () => SERVER_NOW)).toBe(ms);
  });
});

describe('Date', () => {
  it('is read, also when it changes, and is not told where it is none', () => {
    const reader = new DateReader();
    expect(reader.read('Sun, 24 May 2026 05:31:45 GMT')).toBe(SERVER_NOW);
    expect(reader.read('Sun, 24 May 2026 05:31:45 GMT')).toBe(SERVER_NOW);
    expect(reader.read('Sun, 24 May 2026 05:31:46 GMT')).toBe(SERVER_NOW + 1_000);
    expect(reader.read('yesterday')).toBeUndefined();
    expect(reader.read('yesterday')).toBeUndefined();
    expect(reader.read(undefined)).toBeUndefined();
  });
});

describe('a time in an answer', () => {
  it.each([
    '2026-05-24T12:31:45+07:00',
    '2026-05-24 12:31:45+0700',
    '2026-05-24T05:31:45Z',
    '2026-05-24t05:31:45.000z',
    ' 2026-05-24T05:31:45.000000Z ',
    '2026-05-24T00:31:45-05:00',
  ])('%s has a zone', (text) => {
    expect(readZonedTime(text)).toBe(SERVER_NOW);
  });

  it.each([
    '2026-05-24T12:31:45',
    '2026-05-24 12:31:45',
    '2026-05-24',
    '24/05/2026 12:31:45 +07:00',
    '2026-13-24T12:31:45Z',
    '2026-05-24T25:31:45Z',
    'now',
    '',
    null,
    undefined,
    1_779_600_705,
    {},
  ])('%j is refused', (value) => {
    expect(readZonedTime(value)).toBeUndefined();
  });
});
