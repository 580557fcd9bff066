import { CARD, cardBody } from './card.body.js';
import { cardFacts } from './card.facts.js';
import { checkCardLevel, checkWidth, type KhqrCardOptions } from './card.options.js';
import { headerMark } from './logo.js';
import { qrMatrix } from './qr.matrix.js';
import { number } from './svg.parts.js';

/** The guideline's red. */
export const RED = '#E1232E';
const { width: W, height: H } = CARD;
const HEADER = H * 0.12;
const CORNER = H * 0.045;
/** The folded corner: as wide as the margin beside the code. */
const FOLD = W * 0.08;
/** Room for the shadow on every side, as a share of the card, so that the picture is 20:29 too. */
const EDGE = 0.04;

/**
 * The card of the KHQR guideline for a code: red header, name, amount, and the code with its currency in the middle. Name, amount
 * and currency are read from the code itself. The same input gives the same SVG; it has no script and no outside reference, and
 * names its fonts without carrying them.
 *
 * @throws KhqrRequestError with `field`: a `text` that is no KHQR, an option that is wrong.
 */
export function khqrCardSvg(text: string, options: KhqrCardOptions = {}): string {
  const width = checkWidth(options.width);
  const facts = cardFacts(text, options);
  const matrix = qrMatrix(text, checkCardLevel(options.errorCorrection));
  const view = [-W * EDGE, -H * EDGE, W * (1 + 2 * EDGE), H * (1 + 2 * EDGE)].map(number).join(' ');
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${number((width * H) / W)}" viewBox="${view}">` +
    shadow(W, H, CORNER) +
    `<rect width="${W}" height="${H}" rx="${number(CORNER)}" fill="#fff"/>` +
    `<path fill="${RED}" d="${header()}"/>` +
    headerMark(options.logo, { x: W / 2, y: HEADER / 2, height: HEADER * 0.38 }) +
    cardBody(facts, matrix, HEADER) +
    '</svg>'
  );
}

/** Round above, square below, and on the right folded down by a triangle. */
function header(): string {
  const [r, h] = [number(CORNER), number(HEADER)];
  return `M0 ${h}V${r}A${r} ${r} 0 0 1 ${r} 0H${number(W - CORNER)}A${r} ${r} 0 0 1 ${W} ${r}V${number(HEADER + FOLD)}L${number(W - FOLD)} ${h}Z`;
}

/** Faint frames one in another instead of a filter: those need ids, which clash when two cards are in one page. */
function shadow(width: number, height: number, corner: number): string {
  const frames = [7, 6, 5, 4, 3, 2, 1].map(
    (grow) =>
      `<rect x="${-grow}" y="${1.5 - grow}" width="${width + 2 * grow}" height="${height + 2 * grow}" rx="${number(corner + grow)}"/>`,
  );
  return `<g fill="#000" fill-opacity="0.022">${frames.join('')}</g>`;
}
