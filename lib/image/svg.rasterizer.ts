import { access } from 'node:fs/promises';
import { KhqrConfigurationError } from '../errors/khqr-configuration.error.js';
import type { KhqrFontOptions } from './card.options.js';
import { refuse } from './refuse.js';

/**
 * resvg because it shapes Khmer, draws the same pixels on every system, runs outside the event loop and needs no browser; optional,
 * since it is several megabytes of machine code. Loaded when first used.
 */
async function loadResvg() {
  return import('@resvg/resvg-js').catch((cause: unknown) => {
    throw new KhqrConfigurationError(
      'PNGs of cards and stands need the package @resvg/resvg-js, which cannot be loaded.',
      ['npm install @resvg/resvg-js@^2.6.2', 'Use khqrCardSvg or khqrStandSvg: browsers draw SVG.'],
      { cause },
    );
  });
}

export async function rasterize(
  svg: string,
  width: number,
  { fonts }: KhqrFontOptions,
): Promise<Buffer> {
  const fontFiles = await checkFonts(fonts);
  const { renderAsync } = await loadResvg();
  const picture = await renderAsync(svg, {
    fitTo: { mode: 'width', value: width },
    font: { fontFiles, loadSystemFonts: fontFiles.length === 0 },
    logLevel: 'off',
  });
  return picture.asPng();
}

/** A file that is missing would leave the names out of the picture without a word. */
async function checkFonts(fonts: KhqrFontOptions['fonts']): Promise<string[]> {
  if (fonts === undefined) return [];
  const files: unknown = (fonts as { files?: unknown } | null)?.files;
  if (!Array.isArray(files) || files.length === 0) {
    refuse('fonts.files', 'must be a list of one or more paths');
  }
  return Promise.all(
    files.map(async (file: unknown) => {
      if (typeof file !== 'string' || !/\.(?:ttf|otf|ttc)$/i.test(file)) {
        refuse('fonts.files', 'must be paths of .ttf, .otf or .ttc files');
      }
      await access(file).catch((cause: unknown) =>
        refuse('fonts.files', `has a file that cannot be read: ${file}`, cause),
      );
      return file;
    }),
  );
}
