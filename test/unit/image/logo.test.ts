import { crc32 } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { khqrCardPng, khqrCardSvg, KhqrRequestError, qrPng } from '../../../lib/image/index.js';
import { caught } from '../../support/caught.js';
import { khqr, readPng } from './pictures.js';

const TEXT = khqr();
const svg = (body: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 20">${body}</svg>`;
const LIME = svg('<rect width="90" height="20" fill="#0f0"/>');

/** A PNG that announces this size, whatever is in it. */
function announcing(width: number, height: number): Buffer {
  const png = Buffer.from(qrPng('x', { size: 64 }));
  png.writeUInt32BE(width, 16);
  png.writeUInt32BE(height, 20);
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  return png;
}

/** The beginning of a JPEG: two segments, and a frame of this size. */
function jpeg(width: number, height: number, frame = 0xc2): Buffer {
  const size = [height >> 8, height & 0xff, width >> 8, width & 0xff];
  return Buffer.from([
    ...[0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 1, 0xff, 0xff, 0xc4, 0, 3, 9],
    ...[0xff, frame, 0, 11, 8, ...size, 1, 1, 0x11, 0],
  ]);
}

describe('artwork for the header', () => {
  it.each([
    ['an SVG', LIME],
    [
      'an SVG with a declaration, comments and a document type',
      `\ufeff<?xml version="1.0"?>\n<!-- a --><!-- b -->\n<!DOCTYPE svg PUBLIC "x" "y">\n${LIME}`,
    ],
    ['the bytes of an SVG', new TextEncoder().encode(LIME)],
    ['a PNG', qrPng('x', { size: 64 })],
    ['a PNG of 4 million pixels', announcing(2000, 2000)],
    ['a JPEG', jpeg(640, 480)],
  ])('may be %s', (_, logo) => {
    expect(khqrCardSvg(TEXT, { logo })).toContain('href="data:image/');
  });

  it.each<[string, string | Uint8Array, string]>([
    ['more than 256 kB', svg(`<!--${'x'.repeat(262_144)}-->`), '262144 bytes'],
    ['more than 256 kB in few characters', svg('ក'.repeat(90_000)), '262144 bytes'],
    ['a PNG that would unfold to gigabytes', announcing(60_000, 60_000), '4 million'],
    ['a PNG without a size', qrPng('x', { size: 64 }).subarray(0, 20), '4 million'],
    ['a JPEG that would unfold to gigabytes', jpeg(60_000, 60_000), '4 million'],
    ['a JPEG without a frame', jpeg(640, 480, 0xc8), '4 million'],
    ['a script', svg('<script>1</script>'), '<script>'],
    ['a page', svg('<foreignObject/>'), '<foreignObject>'],
    ['a picture from elsewhere', svg('<image href="https://x.example/1.png"/>'), '<image>'],
    ['a filter', svg('<filter id="f"><feTurbulence numOctaves="100000"/></filter>'), '<filter>'],
    ['a filter by another name', svg('<s:filter xmlns:s="http://www.w3.org/2000/svg"/>'), 'filter'],
    ['a filter as an attribute', svg('<rect filter="blur(50)"/>'), 'filter'],
    ['a filter as a style', svg('<rect style="fill:red;filter:blur(50px)"/>'), 'filter'],
    ['shapes that reuse shapes that reuse shapes', svg('<use href="#a"/>'.repeat(17)), '<use>'],
    [
      'entities behind a quoted bracket',
      `<!DOCTYPE svg SYSTEM "><svg " [<!ENTITY a "&#60;filter/>">]>${svg('&a;')}`,
      'ENTITY',
    ],
    ['entities', `<!DOCTYPE svg [<!ENTITY a "aaaa">]>${svg('<text>&a;</text>')}`, 'an SVG'],
    ['a comment without end', `<!-- ${LIME}`, 'an SVG'],
    ['a page of HTML', '<!DOCTYPE html><html></html>', 'an SVG'],
  ])('may not have %s', (_, logo, says) => {
    const error = caught(() => khqrCardSvg(TEXT, { logo }));
    expect(error).toBeInstanceOf(KhqrRequestError);
    expect(error).toMatchObject({ field: 'logo', message: expect.stringContaining(says) });
  });

  // One pattern for all that may precede the root took time that doubled with every comment: at 30 of them, minutes.
  it('is judged in one go, however many comments precede nothing', () => {
    const error = caught(() => khqrCardSvg(TEXT, { logo: '<!---->'.repeat(30_000) }));
    expect(error).toMatchObject({ field: 'logo' });
  });

  it('is drawn in the header, in place of the word', async () => {
    const picture = await khqrCardPng(TEXT, { width: 320, logo: LIME });
    const { width, data } = readPng(picture);
    const middle = (Math.round(width * 0.12) * width + width / 2) * 4;
    expect([...data.subarray(middle, middle + 3)]).toEqual([0, 255, 0]);
  });
});
