// uqr because it has no dependency of its own, is kept by its authors (unjs) and is published as ES module and CommonJS, as
// this package is; `qr` and `lean-qr` are ES modules only, `qrcode` brings an argument parser and a PNG library along.
import { encode } from 'uqr';
import type { QrErrorCorrection } from './qr.options.js';
import { refuse } from './refuse.js';

/** The rows of a code from the top, true for dark, without a quiet zone. */
export type QrMatrix = readonly (readonly boolean[])[];

/** Bytes of text in the largest symbol, version 40 (ISO 18004, table 7). */
const CAPACITY = { L: 2953, M: 2331, Q: 1663, H: 1273 } as const;
const HALF_CHARACTER = /\p{Surrogate}/u;

export function qrMatrix(text: unknown, errorCorrection: QrErrorCorrection): QrMatrix {
  if (typeof text !== 'string' || text === '') refuse('text', 'must be a text that is not empty');
  if (HALF_CHARACTER.test(text)) refuse('text', 'must have no half characters');
  const most = CAPACITY[errorCorrection];
  const bytes = Buffer.byteLength(text);
  if (bytes > most) {
    refuse(
      'text',
      `has ${bytes} bytes; at error correction ${errorCorrection} a code holds ${most}`,
    );
  }
  // The border is the renderer's: 0 here.
  return encode(text, { ecc: errorCorrection, border: 0 }).data;
}
