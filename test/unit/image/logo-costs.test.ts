import { describe, expect, it } from '@jest/globals';
import { khqrCardSvg, KhqrRequestError } from '../../../lib/image/index.js';
import { caught } from '../../support/caught.js';
import { khqr } from './pictures.js';

const TEXT = khqr();
const svg = (body: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 20">${body}</svg>`;
const sheet = (rules: string, body = '') => svg(`<style>${rules}</style>${body}`);
const many = (shape: string, times = 201) => svg(shape.repeat(times));
/** A clip that draws what is elsewhere. */
const clipOf = (use: string, elsewhere: string) =>
  svg(`<defs>${elsewhere}</defs><clipPath id="b">${use}</clipPath>`);

const P1 = '<path id="p1" clip-path="url(#a)"/>';
const INKSCAPE =
  '<path style="opacity:1;isolation:auto;mix-blend-mode:normal;stroke-dasharray:none;stroke-opacity:.5"/>';
/** A clip and its outline are one shape, as Illustrator writes them. */
const ILLUSTRATOR = `<defs><rect id="SVGID_1_" width="9" height="9"/></defs>
  <clipPath id="SVGID_2_"><use xlink:href="#SVGID_1_" style="overflow:visible;"/></clipPath>
  <g style="clip-path:url(#SVGID_2_);opacity:0.5"><use xlink:href="#SVGID_1_"/></g>`;

describe('a logo', () => {
  it.each([
    ['a clip that draws a bare shape', svg(ILLUSTRATOR.repeat(8).replaceAll('xlink:', ''))],
    ['names after clips', many('<path id="clip-path-7" class="clip-path"/>')],
    [
      'clips that are named after clips',
      svg(
        '<clipPath id="clip-path-1"><rect id="clip-path-2"/></clipPath><g clip-path="url(#clip-path-1)"/>',
      ),
    ],
    ['the usual values', many(INKSCAPE)],
    ['opacity of paints', many('<path fill-opacity=".5" stroke-opacity=".5" stop-opacity=".5"/>')],
    ['opacity', many('<path opacity=".5"/>', 200)],
    ['opacity of whatever there is', sheet('path{opacity:.5}', '<path/>'.repeat(100))],
    ['dashes of a group', svg(`<g stroke-dasharray="4 2">${'<path/>'.repeat(100)}</g>`)],
    ['no mask', svg('<g mask="none"/><g style="-webkit-mask:none;animation: none"/>')],
    ['words about masks', svg('<g id="mask" class="animation" data-mask="1"/>')],
    ['remarks in a style sheet', sheet('/* Layer "1" */.a{fill:red}')],
    ['remarks beside clips', sheet('/* a (1) */.a{clip-path:url(#x)}/* {} */.b{fill:red/**/}')],
  ])('may have %s', (_, logo) => {
    expect(khqrCardSvg(TEXT, { logo })).toContain('href="data:image/');
  });

  it.each([
    ['clips of a shape elsewhere', clipOf('<use href="#p1"/>', P1), 'within a <clipPath>'],
    ['clips of a group elsewhere', clipOf('<use href="#g"/>', `<g id="g">${P1}</g>`), 'within a'],
    ['clips by an old address', clipOf('<use xlink:href=" #p1 "/>', P1), 'within a <clipPath>'],
    [
      'clips by a second name',
      clipOf('<use href="#x"/>', P1.replace('id', 'id="z" xml:id="x" a')),
      'within a <clipPath>',
    ],
    ['clips by one of two shapes', clipOf('<use href="#p1"/>', `<path id="p1"/>${P1}`), 'within a'],
    ['clips by a name in numbers', clipOf('<use href="#&#112;1"/>', P1), 'within a <clipPath>'],
    ['clips by a name in words', clipOf('<use href="#&lt;"/>', P1), 'plain ids'],
    ['clips by a name in percent', clipOf('<use href="#%70;1"/>', P1), 'plain ids'],
    [
      'clips by a class elsewhere',
      sheet(
        '.k{clip-path:url(#a)}',
        '<path id="p" class="j k"/><clipPath id="b"><use href="#p"/></clipPath>',
      ),
      'within a <clipPath>',
    ],
    [
      'a clip that is clipped',
      svg('<clipPath id="a" clip-path="url(#b)"/>'),
      'within a <clipPath>',
    ],
    ['uses of uses', svg('<g id="a"><use href="#b"/></g><use href="#a"/>'), 'a <use> itself'],
    [
      'clips that are reused',
      svg(
        `<g id="a">${'<path clip-path="url(#x)"/>'.repeat(60)}</g>${'<use href="#a"/>'.repeat(3)}`,
      ),
      '200 times',
    ],
    [
      'a remark that is none',
      sheet('.a{fill:url(/*)}.b{clip-path:url(#x)}/**/.c{}'),
      'plain style sheet',
    ],
    ['animation', sheet('.a{animation:x 1s infinite}'), 'animation'],
    ['animation by its parts', svg('<g style="animation-name:x"/>'), 'animation-name'],
    ['animation of one browser', svg('<g style="-webkit-animation:x 1s"/>'), '-webkit-animation'],
    ['key frames', sheet('@keyframes x{to{fill:red}}'), '@keyframes'],
    [
      'key frames of one browser',
      sheet('@-webkit-keyframes x{to{fill:red}}'),
      '@-webkit-keyframes',
    ],
    ['fonts', sheet('@font-face{font-family:x;src:url(x)}'), '@font-face'],
    ['masks', svg('<g mask="url(#m)"/>'), 'flatten masks before exporting'],
    [
      'masks as a style',
      svg('<g style="mask:none;-webkit-mask-image : url(#m)"/>'),
      '-webkit-mask-image',
    ],
    ['masks behind a remark', svg('<g style="mask/**/:url(#m)"/>'), 'mask'],
    ['opacity without end', many('<path opacity=".5"/>'), '200 times together'],
    ['opacity of one browser', many('<path style="-webkit-opacity:.5"/>'), '200 times together'],
    ['opacity by a class', sheet('.a{opacity:.9}', '<path class="a"/>'.repeat(201)), 'together'],
    ['opacity of all', sheet('*{opacity:.9}', '<path/>'.repeat(201)), '200 times together'],
    [
      'opacity of some screens',
      sheet('@media all{path{opacity:.9}}', '<path/>'.repeat(201)),
      'together',
    ],
    [
      'blending and layers',
      many('<path style="mix-blend-mode:multiply;isolation:isolate"/>', 101),
      'together',
    ],
    [
      'dashes of all within',
      svg(`<g stroke-dasharray="1">${'<path/>'.repeat(201)}</g>`),
      'together',
    ],
    [
      'dashes by a class',
      sheet('.a{stroke-dasharray:1}', `<g class="a">${'<path/>'.repeat(201)}</g>`),
      'together',
    ],
    ['tags that are not complete', svg('<path d="M0 0'), 'tags that are complete'],
  ])('may not have %s', (_, logo, says) => {
    const error = caught(() => khqrCardSvg(TEXT, { logo }));
    expect(error).toBeInstanceOf(KhqrRequestError);
    expect(error).toMatchObject({ field: 'logo', message: expect.stringContaining(says) });
  });
});
