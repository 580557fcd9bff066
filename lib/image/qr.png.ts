import { writePng } from './png.writer.js';
import { qrMatrix, type QrMatrix } from './qr.matrix.js';
import { checkQrOptions, type QrOptions } from './qr.options.js';
import { refuse } from './refuse.js';

/**
 * Any text as a QR code: a PNG of exactly `size` pixels a side, black on white. Every module is the same whole number of
 * pixels, which readers read best; what is left over is white around the code. The same text and options give the same
 * pixels.
 *
 * @throws KhqrRequestError with `field`: `text` too long, an option out of its range, a `size` with less than a pixel for a
 *   module.
 */
export function qrPng(text: string, options: QrOptions = {}): Buffer {
  const { size, quietZone, errorCorrection } = checkQrOptions(options);
  const matrix = qrMatrix(text, errorCorrection);
  const total = matrix.length + 2 * quietZone;
  const scale = Math.floor(size / total);
  if (scale < 1) refuse('size', `must be at least ${total} for this text and these options`);
  return writePng(size, scanLines(matrix, size, scale));
}

/** PNG's filter "up": each byte is the difference from the line above, so zeros repeat that line. */
const UP = 2;
const WHITE = 0xff;

function scanLines(matrix: QrMatrix, size: number, scale: number): Uint8Array {
  const width = 1 + Math.ceil(size / 8);
  const lines = new Uint8Array(width * size);
  for (let y = 0; y < size; y++) lines[y * width] = UP;
  const margin = (size - matrix.length * scale) >> 1;
  // Only lines that differ from the one above are written: the first, each row's first, and the first one below the code.
  const begin = (y: number) => {
    if (y >= size) return;
    lines.fill(WHITE, y * width + 1, (y + 1) * width);
    lines[y * width] = 0;
  };
  begin(0);
  matrix.forEach((row, index) => {
    const y = margin + index * scale;
    begin(y);
    const first = (y * width + 1) * 8;
    row.forEach((dark, column) => {
      if (!dark) return;
      const from = first + margin + column * scale;
      for (let bit = from; bit < from + scale; bit++) clearBit(lines, bit);
    });
  });
  begin(margin + matrix.length * scale);
  return lines;
}

function clearBit(bytes: Uint8Array, bit: number): void {
  const at = bit >> 3;
  bytes[at] = (bytes[at] ?? 0) & ~(0x80 >> (bit & 7));
}
