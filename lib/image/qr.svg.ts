import { qrMatrix } from './qr.matrix.js';
import { checkQrOptions, type QrOptions } from './qr.options.js';
import { qrPath } from './qr.path.js';

/**
 * Any text as a QR code: an SVG document, black on white, with no script, style or reference in it, so that it can be put
 * into a page as it is. The same text and options give the same SVG.
 *
 * @throws KhqrRequestError with `field`: `text` too long, an option out of its range.
 */
export function qrSvg(text: string, options: QrOptions = {}): string {
  const { size, quietZone, errorCorrection } = checkQrOptions(options);
  const matrix = qrMatrix(text, errorCorrection);
  const total = matrix.length + 2 * quietZone;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 ${total} ${total}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${total}v${total}H0z"/>` +
    `<path fill="#000" transform="translate(${quietZone} ${quietZone})" d="${qrPath(matrix)}"/></svg>`
  );
}
