import { oneOf, wholeNumber } from './refuse.js';

/** How much of a code may be covered or damaged: L 7 %, M 15 %, Q 25 %, H 30 %. More makes the code denser. */
export type QrErrorCorrection = 'L' | 'M' | 'Q' | 'H';

export interface QrOptions {
  /**
   * Width and height of the picture in pixels, 64 to 1024.
   *
   * @default 300
   */
  readonly size?: number;
  /**
   * The white edge in modules (the dots of the code), 0 to 16. ISO 18004 asks for 4; less only on a page that is white
   * itself.
   *
   * @default 4
   */
  readonly quietZone?: number;
  /** @default 'M' */
  readonly errorCorrection?: QrErrorCorrection;
}

export function checkQrOptions(options: QrOptions): Required<QrOptions> {
  return {
    size: wholeNumber(options.size, 'size', { least: 64, most: 1024, fallback: 300 }),
    quietZone: wholeNumber(options.quietZone, 'quietZone', { least: 0, most: 16, fallback: 4 }),
    errorCorrection: oneOf(options.errorCorrection, 'errorCorrection', ['L', 'M', 'Q', 'H'], 'M'),
  };
}
