import type { QrMatrix } from './qr.matrix.js';

/** The dark modules as SVG path data, one unit a module: a closed strip for each run of a row. */
export function qrPath(matrix: QrMatrix): string {
  const strips: string[] = [];
  matrix.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue;
      const start = x;
      while (row[x + 1]) x++;
      const width = x + 1 - start;
      strips.push(`M${start} ${y}h${width}v1h-${width}z`);
    }
  });
  return strips.join('');
}
