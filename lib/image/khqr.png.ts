import {
  checkWidth,
  type KhqrCardOptions,
  type KhqrFontOptions,
  type KhqrStandOptions,
} from './card.options.js';
import { khqrCardSvg } from './khqr-card.svg.js';
import { khqrStandSvg } from './khqr-stand.svg.js';
import { rasterize } from './svg.rasterizer.js';

/**
 * `khqrCardSvg` as a PNG of `width` pixels, clear around the card. Needs `@resvg/resvg-js`.
 *
 * @throws KhqrRequestError as `khqrCardSvg`, and for `fonts.files` that are not there.
 * @throws KhqrConfigurationError where `@resvg/resvg-js` is not installed.
 */
export async function khqrCardPng(
  text: string,
  options: KhqrCardOptions & KhqrFontOptions = {},
): Promise<Buffer> {
  return rasterize(khqrCardSvg(text, options), checkWidth(options.width), options);
}

/**
 * `khqrStandSvg` as a PNG of `width` pixels: 1240 is A5 at 213 dots an inch. Needs `@resvg/resvg-js`.
 *
 * @throws KhqrRequestError as `khqrStandSvg`, and for `fonts.files` that are not there.
 * @throws KhqrConfigurationError where `@resvg/resvg-js` is not installed.
 */
export async function khqrStandPng(
  text: string,
  options: KhqrStandOptions & KhqrFontOptions = {},
): Promise<Buffer> {
  return rasterize(khqrStandSvg(text, options), checkWidth(options.width), options);
}
