import { Resvg } from '@resvg/resvg-js';
import { readPng, type Picture } from './pictures.js';

/** An SVG as pixels on white, for the tests that look at one. */
export function rasterize(svg: string): Picture {
  const resvg = new Resvg(svg, { background: '#fff', font: { loadSystemFonts: false } });
  return readPng(resvg.render().asPng());
}
