import { encode } from 'uqr';
import { html, type Html } from '../web/html.js';

/** Modules of white around a code, as the QR standard asks. */
const QUIET_ZONE = 4;
/** Share of the code's width that the badge in the middle covers: a sixth, well below what error correction Q restores. */
const BADGE = 1 / 6;

/** A KHQR text as a picture: one path, drawn here by the `uqr` encoder, so that no other host sees the code. */
export function qrSvg(text: string, badge: string): Html {
  const { data, size } = encode(text, { ecc: 'Q', border: QUIET_ZONE });
  const path = data.map(rowPath).join('');
  const middle = size / 2;
  const radius = ((size - 2 * QUIET_ZONE) * BADGE) / 2;
  return html`<svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label="KHQR code">
    <rect width="${size}" height="${size}" fill="#fff" />
    <path d="${path}" fill="#111" />
    <circle cx="${middle}" cy="${middle}" r="${radius + 0.8}" fill="#fff" />
    <circle cx="${middle}" cy="${middle}" r="${radius}" fill="#111" />
    <text
      x="${middle}"
      y="${middle}"
      fill="#fff"
      font-size="${radius * 1.3}"
      font-weight="700"
      text-anchor="middle"
      dominant-baseline="central"
    >
      ${badge}
    </text>
  </svg>`;
}

/** Neighbouring dark modules of a row become one rectangle. */
function rowPath(row: readonly boolean[], y: number): string {
  let path = '';
  for (let x = 0; x < row.length; x += 1) {
    if (row[x] !== true) continue;
    const start = x;
    while (row[x + 1] === true) x += 1;
    const width = x - start + 1;
    path += `M${start} ${y}h${width}v1h-${width}z`;
  }
  return path;
}
