import { describe, expect, it } from '@jest/globals';
import {
  khqrCardPng,
  khqrCardSvg,
  KhqrRequestError,
  khqrStandPng,
  khqrStandSvg,
  type KhqrCardOptions,
} from '../../../lib/image/index.js';
import { fonts, khqr, readPng, readQr } from './pictures.js';
import { elementsOf } from './xml.js';

const KHMER = 'ហាងកាហ្វេ';
const USD = khqr();
const RIEL = khqr({
  currency: 'KHR',
  amount: 1_250_000,
  language: { preference: 'km', merchantName: KHMER },
});
const kinds = [
  ['card', khqrCardSvg, khqrCardPng, 29 / 20],
  ['stand', khqrStandSvg, khqrStandPng, Math.SQRT2],
] as const;

const wordsOf = (svg: string): readonly string[] =>
  elementsOf(svg).flatMap(({ text }) => (text === '' ? [] : [text]));

describe.each(kinds)('the %s', (kind, drawSvg, drawPng, ratio) => {
  const below = kind === 'stand' ? ['Scan to pay'] : [];

  it('says what the code says', () => {
    expect(wordsOf(drawSvg(USD))).toEqual(['Coffee Shop', '1,250.50', 'USD', ...below]);
    expect(wordsOf(drawSvg(RIEL))).toEqual(['Coffee Shop', KHMER, '1,250,000', 'KHR', ...below]);
    expect(drawSvg(USD)).toBe(drawSvg(USD));
  });

  it('of a static code has no amount', () => {
    const open = khqr({
      static: true,
      amount: undefined,
      createdAt: undefined,
      expiresAt: undefined,
    });
    expect(wordsOf(drawSvg(open))).toEqual(['Coffee Shop', ...below]);
  });

  it('shows other names, escaped, and refers to nothing outside', () => {
    const svg = drawSvg(USD, { merchantName: `<b> & "Co" 'x'`, secondName: KHMER });
    expect(wordsOf(svg).slice(0, 2)).toEqual([`<b> & "Co" 'x'`, KHMER]);
    expect(svg).not.toMatch(/href|url\(|<script|<style|<b>| id="/);
  });

  it('carries artwork that is handed in', () => {
    const art = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>';
    const image = elementsOf(drawSvg(USD, { logo: art })).find(({ name }) => name === 'image');
    const uri = image?.attributes['href'] ?? '';
    expect(Buffer.from(uri.replace('data:image/svg+xml;base64,', ''), 'base64').toString()).toBe(
      art,
    );
  });

  it.each([
    [320, USD, 'Q'],
    [360, RIEL, 'H'],
    [401, RIEL, 'Q'],
  ] as const)('reads back at %i pixels, badge and all', async (width, text, errorCorrection) => {
    const picture = readPng(await drawPng(text, { width, errorCorrection, fonts }));
    expect(picture.width).toBe(width);
    expect(Math.abs(picture.height / width - ratio)).toBeLessThan(0.005);
    expect(readQr(picture)).toBe(text);
  });

  it('draws names with the fonts, Khmer too', async () => {
    const draw = (merchantName: string) => drawPng(USD, { width: 320, merchantName, fonts });
    const [one, again, other] = await Promise.all([draw(KHMER), draw(KHMER), draw('ហាងបាយ')]);
    expect(one.equals(again)).toBe(true);
    expect(one.equals(other)).toBe(false);
  });

  const wrong: readonly (readonly [string, string, Record<string, unknown>])[] = [
    ['text', 'https://shop.kh', {}],
    ['text', `${USD.slice(0, -1)}!`, {}],
    ['text', '', {}],
    ['width', USD, { width: 159 }],
    ['width', USD, { width: 2401 }],
    ['errorCorrection', USD, { errorCorrection: 'M' }],
    ['merchantName', USD, { merchantName: ' ' }],
    ['merchantName', USD, { merchantName: 'x'.repeat(51) }],
    ['secondName', USD, { secondName: 'a\nb' }],
    ['logo', USD, { logo: '<p>no artwork</p>' }],
    ['logo', USD, { logo: new Uint8Array([1, 2, 3]) }],
    ['fonts.files', USD, { fonts: { files: [] } }],
    ['fonts.files', USD, { fonts: { files: ['missing.ttf'] } }],
    ['fonts.files', USD, { fonts: { files: ['font.woff2'] } }],
  ];

  it.each(wrong)('refuses by name: %s %#', async (field, text, options) => {
    const error: unknown = await drawPng(text, options as KhqrCardOptions).catch(
      (cause: unknown) => cause,
    );
    expect(error).toBeInstanceOf(KhqrRequestError);
    expect(error).toMatchObject({ field });
  });
});
