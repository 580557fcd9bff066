import { oneOf, refuse, wholeNumber } from './refuse.js';

export interface KhqrCardOptions {
  /**
   * Width of the picture in pixels, 160 to 2400. The height follows.
   *
   * @default 600
   */
  readonly width?: number;
  /**
   * The badge in the middle covers a little of the code, so nothing below `'Q'`.
   *
   * @default 'Q'
   */
  readonly errorCorrection?: 'Q' | 'H';
  /** The name to show, 1 to 50 characters. @default the code's own (tag 59) */
  readonly merchantName?: string;
  /** The name in a second language, below the first. @default the code's own (tag 64), else none */
  readonly secondName?: string;
  /**
   * Artwork for the header in place of the drawn word: the text of an SVG made of shapes (no filters, no pictures), or the bytes of an
   * SVG, PNG or JPEG; at most 256 kB and 4 million pixels. It becomes part of the picture. The KHQR logo is a mark of the National Bank of Cambodia, so it is not in this package.
   */
  readonly logo?: string | Uint8Array;
}

export interface KhqrStandOptions extends KhqrCardOptions {
  /** The line below the code, at most 50 characters; `''` for none. @default 'Scan to pay' */
  readonly caption?: string;
}

/** For the pictures with pixels: the fonts of names and amounts. */
export interface KhqrFontOptions {
  readonly fonts?: {
    /** Paths of TrueType or OpenType files. With these, no others are used. @default the system's fonts */
    readonly files: readonly string[];
  };
}

const LONGEST = 50;
/** What XML cannot hold, line breaks, and halves of a character. */
const NOT_IN_A_LINE = /[\p{Cc}\p{Surrogate}\ufffe\uffff]/u;

export const checkWidth = (value: unknown): number =>
  wholeNumber(value, 'width', { least: 160, most: 2400, fallback: 600 });

export const checkCardLevel = (value: unknown): 'Q' | 'H' =>
  oneOf(value, 'errorCorrection', ['Q', 'H'], 'Q');

/** A line of text to show; the fallback where none is given. */
export function checkLine(value: unknown, field: string, fallback: string): string {
  if (value === undefined) return fallback;
  if (typeof value !== 'string' || value.length > LONGEST || NOT_IN_A_LINE.test(value)) {
    refuse(field, `must be one line of at most ${LONGEST} characters`);
  }
  return value.trim();
}
