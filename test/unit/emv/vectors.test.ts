import { describe, expect, it } from '@jest/globals';
import { checksum } from './checksum.js';
import { khqrMd5, verifyKhqr } from '../../../lib/emv/index.js';
import { loadVectors, type Vector } from './vectors.js';

const { vectors } = loadVectors();

/** Where we decide otherwise than the official SDK, and why. */
const VERDICT_EXCEPTIONS: Readonly<Record<string, string>> = {
  v136:
    'Tags 29 and 30 with different accounts: the SDK takes the last, other apps the first, so the money can be led ' +
    'elsewhere under a valid checksum. Refused.',
};

/** Where we refuse too, but for another reason than the SDK's number tells. */
const REASON_EXCEPTIONS: Readonly<Record<string, string>> = {
  v072: 'The length of 30.00 runs into the next sub-tag; the SDK slices on and then misses the @.',
  v237: 'The SDK refuses anything under 12 characters as "invalid"; here the missing tags are named.',
};

/** The official error numbers as problems: any one of the listed ones must be among ours. */
const PROBLEMS: Readonly<Record<number, readonly string[]>> = {
  2: ['missing 59', 'empty 59'],
  3: ['invalid 29.00', 'invalid 30.00'],
  4: ['invalid 54', 'too-long 54'],
  5: ['missing 29.00'],
  6: ['too-long 29.00', 'too-long 30.00'],
  7: ['too-long 59'],
  8: ['crc 63'],
  9: ['missing 53', 'empty 53'],
  10: ['too-long 62.01', 'empty 62.01'],
  11: ['too-long 62.03', 'empty 62.03'],
  12: ['too-long 62.07'],
  16: ['too-long 00'],
  18: ['too-long 52'],
  20: ['too-long 58'],
  21: ['too-long 60'],
  23: ['missing 00'],
  24: ['repeated 80'],
  25: ['missing 52'],
  26: ['missing 58', 'empty 58'],
  27: ['missing 60', 'empty 60'],
  28: ['unsupported 53'],
  33: ['too-long 29.02', 'too-long 30.02'],
  45: ['missing 99', 'missing 99.01'],
  46: ['expired 99.01'],
  47: ['missing 54'],
  48: ['invalid 01'],
  49: ['invalid 99.01'],
  51: ['invalid 52'],
};

/** "At creation" is the moment the code says it was made; 0 where it says none. */
function creation({ officialDecode }: Vector): number {
  const text = officialDecode['creationTimestamp'] ?? '';
  return /^\d{13}$/.test(text) ? Number(text) : 0;
}

const LATER = Date.parse('2026-11-22T00:00:00Z');

describe('the 152 vectors', () => {
  it('are all there', () => {
    expect(vectors).toHaveLength(152);
    const known = new Set(vectors.map(({ id }) => id));
    const excepted = [...Object.keys(VERDICT_EXCEPTIONS), ...Object.keys(REASON_EXCEPTIONS)];
    expect(excepted.filter((id) => !known.has(id))).toEqual([]);
  });

  it.each(vectors.filter(({ id }) => !(id in VERDICT_EXCEPTIONS)).map((v) => [v.id, v] as const))(
    '%s is judged as the official SDK judges it',
    (_id, vector) => {
      const official = vector.official_sdk_1_0_20;
      expect(verifyKhqr(vector.qr, { now: creation(vector) }).valid).toBe(
        official.verifyAtCreation,
      );
      expect(verifyKhqr(vector.qr, { now: new Date(LATER) }).valid).toBe(
        official.verifyOn2026_11_22,
      );
    },
  );

  it.each(Object.keys(VERDICT_EXCEPTIONS))('%s is refused although the SDK takes it', (id) => {
    const vector = vectors.find((v) => v.id === id);
    expect(vector?.official_sdk_1_0_20.verifyAtCreation).toBe(true);
    expect(verifyKhqr(vector?.qr ?? '').valid).toBe(false);
  });

  it.each(Object.keys(REASON_EXCEPTIONS))('%s is refused by both', (id) => {
    const vector = vectors.find((v) => v.id === id);
    expect(vector?.official_sdk_1_0_20.verifyAtCreation).toBe(false);
    expect(verifyKhqr(vector?.qr ?? '', { now: 0 }).valid).toBe(false);
  });

  const numbered = vectors.filter(
    ({ id, tlvWellFormed, official_sdk_1_0_20: { errorCodeAtCreation } }) =>
      errorCodeAtCreation !== null && tlvWellFormed && !(id in REASON_EXCEPTIONS),
  );
  it.each(numbered.map((v) => [v.id, v] as const))(
    "%s is refused for the official SDK's reason",
    (_id, vector) => {
      const code = vector.official_sdk_1_0_20.errorCodeAtCreation ?? -1;
      const verdict = verifyKhqr(vector.qr, { now: creation(vector) });
      const ours = verdict.valid ? [] : verdict.problems.map((p) => `${p.code} ${p.tag}`);
      expect(PROBLEMS[code]).toBeDefined();
      expect(ours.filter((problem) => PROBLEMS[code]?.includes(problem))).not.toEqual([]);
    },
  );

  it('v094 had an end that has passed: the SDK gives 46, we "expired"', () => {
    const expired = vectors.filter((v) => v.official_sdk_1_0_20.errorCodeOn2026_11_22 === 46);
    expect(expired.length).toBeGreaterThan(10);
    for (const { qr } of expired) {
      const verdict = verifyKhqr(qr, { now: LATER });
      expect(verdict.valid ? [] : verdict.problems.map(({ code }) => code)).toEqual(['expired']);
    }
  });

  it.each(vectors.map((v) => [v.id, v] as const))(
    '%s has the MD5 and checksum listed',
    (_id, v) => {
      expect(khqrMd5(v.qr)).toBe(v.md5);
      if (v.crcExpected) expect(checksum(v.qr.slice(0, -4))).toBe(v.crcExpected);
    },
  );
});
