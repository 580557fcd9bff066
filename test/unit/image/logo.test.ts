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

/** What drawing programs write: style sheets in CDATA, clips that are one of many, letters by their numbers. */
const DRAWN = `<?xml version="1.0" encoding="utf-8"?>
<!-- Generator: some program, filter: none -->
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
  xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" viewBox="0 0 90 20"
  inkscape:export-filename="C:\\Users\\me\\logo.png">
  <style type="text/css"><![CDATA[
    .a{fill:none;}
    .b,.c{clip-path:url(#a);font-family:'Kantumruy';}
    rect.d{fill:#fff}
  ]]></style>
  <linearGradient id="g"><stop stop-color="red"/></linearGradient>
  <linearGradient id="h" xlink:href="#g"/>
  <clipPath id="a"><rect id="b" class="a" width="9" height="9"/></clipPath>
  <clipPath id="b"><use xlink:href="#e"/></clipPath>
  <g class="b" style="color-interpolation-filters:linearRGB">
    ${'<path fill="url(#h)" clip-path="url(#b)" d="M0 0&#10;L9 9&#xa;H3"/>'.repeat(60)}
  </g>
  <text>&#x1780;&#39; &amp; &quot;filters&quot;</text>
</svg>`;
/** Shapes of which each clip draws those of the one before it twice. */
const CLIPS = (again: string) =>
  svg(`<clipPath id="a"><rect/></clipPath><clipPath id="b">${again.repeat(2)}</clipPath>`);
const CLIPPED = '<g clip-path="url(#x)"><rect/></g>';
const clipped = (rules: string, shape = '<rect class="x"/>') =>
  svg(`<style>${rules}</style><clipPath id="a">${shape}</clipPath>`);

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
    ['an SVG of a drawing program', DRAWN],
    ['an SVG with an empty style sheet', svg(`<style id="style1" />${CLIPPED}`)],
    ['an SVG with a style sheet of nothing', svg(`<style/><defs/>${CLIPPED}`)],
    ['an SVG with an empty clip', svg(`<clipPath id="x"/>${CLIPPED}`)],
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
    ['a filter first in a rule', svg('<style>rect{filter:blur(9px)}</style>'), 'filter'],
    ['a filter behind a remark', svg('<rect style="/**/filter:blur(9px)"/>'), 'filter'],
    ['a filter before a remark', svg('<rect style="filter/**/:blur(9px)"/>'), 'filter'],
    ['a filter before a blank', svg('<rect style="filter\n :blur(9px)"/>'), 'filter'],
    ['a filter of one browser', svg('<rect style="-webkit-filter:blur(9px)"/>'), 'filter'],
    ['a filter by a number', svg('<rect style="&#102;ilter:blur(9px)"/>'), 'filter'],
    ['a filter by a long number', svg('<rect style="&#x000000066;ilter:blur(9px)"/>'), 'filter'],
    ['a filter before a numbered blank', svg('<rect style="filter&#10;:blur(9px)"/>'), 'filter'],
    ['a filter by an escape', svg('<rect style="\\66 ilter:blur(9px)"/>'), 'backslash'],
    [
      'a filter around a comment',
      svg('<style><![CDATA[/*<!--*/]]>a{fil<!-- -->ter:blur(9px)}</style>'),
      'filter',
    ],
    [
      'a filter in another alphabet',
      svg('<ស:filter xmlns:ស="http://www.w3.org/2000/svg"/>'),
      'filter',
    ],
    [
      'a filter that comes later',
      svg('<rect><set attributeName="filter" to="x"/></rect>'),
      '<set>',
    ],
    ['a filter from a style elsewhere', svg('<style>@import "data:text/css,"</style>'), '@import'],
    ['a drawing within an address', svg('<rect fill="url(&quot;data:image/svg+xml,#a"/>'), 'data:'],
    ['letters that a second alphabet hides', svg('<g style="fil\x1b(Bter:blur(9px)"/>'), 'an SVG'],
    ['a pattern', svg('<pattern id="p"><rect fill="url(#o)"/></pattern>'), '<pattern>'],
    [
      'a mask',
      svg('<mask id="m"><rect mask="url(#l)"/></mask>'),
      '<mask>; outline strokes and flatten masks before exporting.',
    ],
    ['a marker', svg('<marker id="m"><path marker-end="url(#l)"/></marker>'), '<marker>'],
    ['clips in a clip', CLIPS('<rect clip-path="url(#a)"/>'), 'within a <clipPath>'],
    [
      'clips in a clip as a style',
      CLIPS('<rect style="clip-path:url(#a)"/>'),
      'within a <clipPath>',
    ],
    ['clips in a clip by its class', clipped('.x{clip-path:url(#b)}'), 'within a <clipPath>'],
    [
      'clips in a sheet behind a slash',
      svg('<style title="/>">rect{clip-path:url(#b)}</style>'),
      'classes alone',
    ],
    [
      'clips in a sheet in a sheet',
      svg('<style>.x{clip-pa<style/>th:url(#b)}</style>'),
      'nothing but text',
    ],
    ['clips of whatever there is', clipped('rect{clip-path:url(#b)}'), 'classes alone'],
    [
      'clips in a rule that a quote hides',
      clipped(`.y{a:"}.z{";clip-path:url(#b)}`),
      'plain style sheet',
    ],
    ['clips of the shapes around', clipped('.y{}', '<g style="all:inherit"/>'), 'says all'],
    [
      'clips behind a clip in a clip',
      CLIPS('<clipPath/></clipPath><rect/>'),
      'within a <clipPath>',
    ],
    ['clips without end', svg('<path clip-path="url(#a)"/>'.repeat(201)), '200 times'],
    [
      'clips without end by a class',
      svg(`<style>.x{clip-path:url(#a)}</style>${'<path class="x"/>'.repeat(201)}`),
      '200 times',
    ],
    ['shapes that reuse shapes that reuse shapes', svg('<use href="#a"/>'.repeat(17)), '<use>'],
    [
      'entities behind a quoted bracket',
      `<!DOCTYPE svg SYSTEM "><svg " [<!ENTITY a "&#60;filter/>">]>${svg('&a;')}`,
      'an SVG',
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

  // What takes the square of its length would take hours, and the test would never end.
  it.each([
    ['comments', svg('<!--'.repeat(60_000))],
    ['blanks in a style sheet', clipped(`.y{clip-path:url(#a)}${' '.repeat(250_000)}`)],
    ['blanks in an address', svg(`<g fill="url(${' '.repeat(250_000)}"/>`)],
    ['blanks before an attribute', svg(`<g a${' '.repeat(250_000)}a="1"/>`)],
    ['letters in a word', svg(`<${'a'.repeat(250_000)}/>`)],
    ['letters in an attribute', svg(`<g ${'a'.repeat(250_000)}/>`)],
    ['remarks in a style sheet', clipped(`.y{clip-path:url(#a)}${'/* '.repeat(80_000)}`)],
    ['groups within groups', svg('<g>'.repeat(35_000) + '</g>'.repeat(35_000))],
    ['shapes of one name', svg(`${'<g id="a">'.repeat(17_000)}<use href="#b"/>`)],
    ['empty style sheets', svg('<style></style>'.repeat(17_000))],
  ])('is taken, whatever it has without end: %s', (_, logo) => {
    expect(khqrCardSvg(TEXT, { logo })).toContain('href="data:image/');
  });

  it.each([
    ['braces', clipped(`.y{clip-path:${'{'.repeat(250_000)}`), 'plain style sheet'],
    ['quotes', clipped(`.y{clip-path:${'"'.repeat(250_000)}`), 'plain style sheet'],
    ['brackets', clipped(`.y{clip-path:${'url('.repeat(60_000)}`), 'plain style sheet'],
    ['clips', svg('<clipPath '.repeat(25_000)), 'tags that are complete'],
    ['style sheets', svg('<style '.repeat(36_000)), 'tags that are complete'],
    ['words', svg(`<${'a'.repeat(250_000)}`), 'tags that are complete'],
    ['quotes in a tag', svg(`<g ${'"'.repeat(250_001)}`), 'tags that are complete'],
    ['document types', `<!DOCTYPE ${'"" '.repeat(80_000)}`, 'an SVG'],
    ['remarks', svg('filter/*'.repeat(30_000)), 'filter'],
  ])('is refused for what it has without end: %s', (_, logo, says) => {
    const error = caught(() => khqrCardSvg(TEXT, { logo }));
    expect(error).toMatchObject({ field: 'logo', message: expect.stringContaining(says) });
  });

  it('is drawn in the header, in place of the word', async () => {
    const picture = await khqrCardPng(TEXT, { width: 320, logo: LIME });
    const { width, data } = readPng(picture);
    const middle = (Math.round(width * 0.12) * width + width / 2) * 4;
    expect([...data.subarray(middle, middle + 3)]).toEqual([0, 255, 0]);
  });
});
