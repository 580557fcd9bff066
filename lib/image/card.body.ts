import type { CardFacts } from './card.facts.js';
import { currencyBadge } from './currency.badge.js';
import type { QrMatrix } from './qr.matrix.js';
import { qrPath } from './qr.path.js';
import { fittingSize, number, svgText } from './svg.parts.js';

/** The guideline's card, 20:29, in units of half a percent of its width; its percentages are of this height. */
export const CARD = { width: 200, height: 290 } as const;
/** 10 % of the width beside the code, 8 % of the height above and below it: 160 remain for the code. */
const SIDE = CARD.width * 0.1;
const CODE = CARD.width - 2 * SIDE;
const ABOVE = CARD.height * 0.08;
const NAME = CARD.height * 0.03;
const AMOUNT = CARD.height * 0.065;
/** Of the code's width. With its ring it covers 1.8 % of the code, where Q mends 25 %. */
const BADGE = 0.075;

/** Where the divider is, from the top of the card; below it, the code with its margins fills the rest. */
const DIVIDER = CARD.height - CODE - 2 * ABOVE;

/** Names, amount, divider and code, for a white panel as wide as the card. `top` is where the white begins. */
export function cardBody(facts: CardFacts, matrix: QrMatrix, top: number): string {
  const codeTop = DIVIDER + ABOVE;
  const middle = { x: CARD.width / 2, y: codeTop + CODE / 2 };
  return (
    words(facts, top) +
    `<path stroke="#000" stroke-opacity="0.5" stroke-width="0.8" stroke-dasharray="4 3" fill="none" d="M0 ${number(DIVIDER)}H${CARD.width}"/>` +
    `<path transform="translate(${number(SIDE)} ${number(codeTop)}) scale(${String(CODE / matrix.length)})" shape-rendering="crispEdges" fill="#000" d="${qrPath(matrix)}"/>` +
    currencyBadge(facts.currency, middle.x, middle.y, CODE * BADGE)
  );
}

/** From one line to the next; the last name keeps more room below it, since Khmer signs hang deep. In font sizes. */
const LINE = 1.3;
const LAST_LINE = 1.65;
const BASELINE = 0.95;
/** Digits have no descenders: the amount is as high as they are. */
const DIGITS = 0.72;

function words({ names, amount, currency }: CardFacts, top: number): string {
  // Currency and amount share a line: the currency takes about 2 of its own ems, and a gap.
  const money = amount === undefined ? 0 : fittingSize(amount, AMOUNT, CODE - 3 * NAME);
  const height = NAME * (LINE * (names.length - 1) + LAST_LINE) + money * DIGITS;
  const first = top + (DIVIDER - top - height) / 2 - NAME * 0.15;
  const out = names.map((text, at) =>
    svgText(text, {
      x: SIDE,
      y: first + NAME * (BASELINE + LINE * at),
      size: fittingSize(text, NAME, CODE),
      weight: 400,
    }),
  );
  if (amount !== undefined) out.push(moneyLine(amount, currency, first + height, money));
  return out.join('');
}

/** One text element, so that the currency follows the amount however wide the font is. */
function moneyLine(amount: string, currency: string, y: number, size: number): string {
  const unit = `<tspan font-size="${number(NAME)}" font-weight="400" dx="${number(NAME / 2)}">${currency}</tspan>`;
  return svgText(amount, { x: SIDE, y, size, weight: 700 }).replace('</text>', `${unit}</text>`);
}
