import { describe, expect, it } from '@jest/globals';
import {
  KhqrRequestError,
  qrPng,
  qrSvg,
  type QrErrorCorrection,
  type QrOptions,
} from '../../../lib/image/index.js';
import { khqr, readPng, readQr } from './pictures.js';
import { rasterize } from './rasterize.js';
import { elementsOf } from './xml.js';

const LEVELS = ['L', 'M', 'Q', 'H'] as const satisfies readonly QrErrorCorrection[];
const TEXT = khqr();
/** What fits 64 pixels at two pixels a module. */
const SHORT = 'https://shop.kh/o/1';

/** The `field` of the error that a call throws. */
function fieldOf(call: () => unknown): string | undefined {
  try {
    call();
  } catch (error) {
    if (error instanceof KhqrRequestError) {
      expect(error.message).toContain(error.field);
      return error.field;
    }
    throw error;
  }
  return undefined;
}

describe('qrPng', () => {
  it.each([
    [256, 'L'],
    [257, 'M'],
    [300, 'Q'],
    [333, 'H'],
    [512, 'M'],
    [777, 'H'],
    [1024, 'Q'],
  ] as const)('is %i pixels a side and reads back at error correction %s', (size, level) => {
    const picture = readPng(qrPng(TEXT, { size, errorCorrection: level }));
    expect([picture.width, picture.height]).toEqual([size, size]);
    expect(readQr(picture)).toBe(TEXT);
  });

  it.each([64, 65, 71, 80, 96, 127, 128, 150, 200])('reads back at %i pixels', (size) => {
    const picture = readPng(qrPng(SHORT, { size, errorCorrection: 'L', quietZone: 3 }));
    expect([picture.width, picture.height]).toEqual([size, size]);
    expect(readQr(picture)).toBe(SHORT);
  });

  it('draws a KHQR from two pixels a module on', () => {
    for (let size = 130; size < 256; size += 25) {
      expect(readQr(readPng(qrPng(TEXT, { size, errorCorrection: 'L' })))).toBe(TEXT);
    }
  });

  it('keeps Khmer text', () => {
    const text = khqr({ merchantName: 'ហាងកាហ្វេ' });
    expect(readQr(readPng(qrPng(text)))).toBe(text);
  });

  it('has the quiet zone that is asked for, and 4 modules without one', () => {
    for (const [quietZone, least] of [
      [undefined, 4],
      [0, 0],
      [10, 10],
    ] as const) {
      const size = 500;
      const { data, width } = readPng(
        qrPng(TEXT, quietZone === undefined ? { size } : { size, quietZone }),
      );
      const modules = Number(/viewBox="0 0 (\d+)/.exec(qrSvg(TEXT, { quietZone: 0 }))?.[1]);
      const scale = Math.floor(size / (modules + 2 * least));
      const dark = data.findIndex((value, at) => at % 4 === 0 && value === 0) / 4;
      const margin = (size - modules * scale) >> 1;
      expect([dark % width, Math.floor(dark / width)]).toEqual([margin, margin]);
      expect(margin).toBeGreaterThanOrEqual(least * scale);
    }
  });

  it('is the same for the same text', () => {
    expect(qrPng(TEXT).equals(qrPng(TEXT))).toBe(true);
    expect(qrPng(TEXT).equals(qrPng(`${TEXT}1`))).toBe(false);
  });
});

describe('qrSvg', () => {
  it.each(LEVELS)('is well-formed, refers to nothing and reads back: %s', (level) => {
    const svg = qrSvg(TEXT, { size: 640, errorCorrection: level });
    const [root, ...shapes] = elementsOf(svg);
    expect(root?.attributes).toMatchObject({ width: '640', height: '640' });
    expect(shapes.map(({ name }) => name)).toEqual(['path', 'path']);
    expect(svg).not.toMatch(/href|url\(|<script|<style/);
    expect(readQr(rasterize(svg))).toBe(TEXT);
  });

  it('shows its text nowhere, so that nothing in it needs to be escaped', () => {
    expect(elementsOf(qrSvg('"><script>alert(1)</script>&')).map(({ name }) => name)).toEqual([
      'svg',
      'path',
      'path',
    ]);
  });
});

describe('what cannot be drawn', () => {
  const wrong: readonly (readonly [string, string, unknown])[] = [
    ['text', '', {}],
    ['text', 'a\ud800b', {}],
    ['text', 'x'.repeat(2332), {}],
    ['text', 'ក'.repeat(800), {}],
    ['size', TEXT, { size: 63 }],
    ['size', TEXT, { size: 1025 }],
    ['size', TEXT, { size: 99.5 }],
    ['size', TEXT, { size: '300' }],
    ['quietZone', TEXT, { quietZone: -1 }],
    ['quietZone', TEXT, { quietZone: 17 }],
    ['errorCorrection', TEXT, { errorCorrection: 'X' }],
  ];

  it.each(wrong)('is refused by name: %s %#', (field, text, options) => {
    expect(fieldOf(() => qrPng(text, options as QrOptions))).toBe(field);
    expect(fieldOf(() => qrSvg(text, options as QrOptions))).toBe(field);
  });

  it('is a code with less than a pixel for a module: the error says what it needs', () => {
    expect(() => qrPng(TEXT, { size: 64, errorCorrection: 'H' })).toThrow(
      /^size must be at least \d+ for this text/,
    );
  });

  it('holds a text as long as the level says, and no byte more', () => {
    for (const [errorCorrection, most] of [
      ['L', 2953],
      ['M', 2331],
      ['Q', 1663],
      ['H', 1273],
    ] as const) {
      expect(qrSvg('x'.repeat(most), { errorCorrection })).toContain('0 0 185 185');
      expect(fieldOf(() => qrSvg('x'.repeat(most + 1), { errorCorrection }))).toBe('text');
    }
  });
});
