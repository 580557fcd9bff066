import { CARD, cardBody } from './card.body.js';
import { cardFacts } from './card.facts.js';
import { checkCardLevel, checkLine, checkWidth, type KhqrStandOptions } from './card.options.js';
import { RED } from './khqr-card.svg.js';
import { headerMark } from './logo.js';
import { qrMatrix } from './qr.matrix.js';
import { fittingSize, number, svgText } from './svg.parts.js';

/** The page around the card's white panel: 1:√2, so that it prints on A4, A5 or A6 without a rest. */
const PAGE = { width: 252, height: 252 * Math.SQRT2 } as const;
const MARGIN = (PAGE.width - CARD.width) / 2;
/** The white panel is the card without its header. */
const HEADER = CARD.height * 0.12;
const PANEL_TOP = 64;

/**
 * A stand for the counter: the card's panel on a red page of 1:√2 (A4, A5, A6), with a line below. Everything else is as with
 * `khqrCardSvg`. For a till that has no screen, hand in a static code: the payer then types the amount.
 *
 * @throws KhqrRequestError with `field`: a `text` that is no KHQR, an option that is wrong.
 */
export function khqrStandSvg(text: string, options: KhqrStandOptions = {}): string {
  const width = checkWidth(options.width);
  const facts = cardFacts(text, options);
  const caption = checkLine(options.caption, 'caption', 'Scan to pay');
  const matrix = qrMatrix(text, checkCardLevel(options.errorCorrection));
  const { height } = PAGE;
  const panel = CARD.height - HEADER;
  const below = PANEL_TOP + panel;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${number(width * Math.SQRT2)}" viewBox="0 0 ${PAGE.width} ${number(height)}">` +
    `<rect width="${PAGE.width}" height="${number(height)}" fill="${RED}"/>` +
    headerMark(options.logo, { x: PAGE.width / 2, y: PANEL_TOP / 2, height: 22 }) +
    `<g transform="translate(${MARGIN} ${number(PANEL_TOP - HEADER)})">` +
    `<rect y="${number(HEADER)}" width="${CARD.width}" height="${number(panel)}" rx="${number(CARD.height * 0.045)}" fill="#fff"/>` +
    cardBody(facts, matrix, HEADER) +
    '</g>' +
    (caption === ''
      ? ''
      : svgText(caption, {
          x: PAGE.width / 2,
          y: (below + height) / 2 + 4.5,
          size: fittingSize(caption, 14, CARD.width),
          weight: 700,
          fill: '#fff',
          anchor: 'middle',
        })) +
    '</svg>'
  );
}
