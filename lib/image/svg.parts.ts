/** Nunito Sans is the guideline's; the Khmer fonts are those that systems have. */
const FAMILIES = "'Nunito Sans', 'Noto Sans Khmer', 'Khmer OS', 'Khmer Sangam MN', sans-serif";

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

const escapeXml = (text: string): string =>
  text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? '');

/** Three decimals are a thousandth of a pixel at most; without `-0` and trailing zeros. */
export const number = (value: number): string => String(Math.round(value * 1000) / 1000 + 0);

interface TextStyle {
  readonly x: number;
  /** Of the baseline. */
  readonly y: number;
  readonly size: number;
  readonly weight: 400 | 700;
  readonly fill?: string;
  readonly anchor?: 'start' | 'middle';
}

export function svgText(text: string, style: TextStyle): string {
  const { x, y, size, weight, fill = '#000', anchor = 'start' } = style;
  return (
    `<text x="${number(x)}" y="${number(y)}" font-family="${FAMILIES}" font-size="${number(size)}" ` +
    `font-weight="${weight}" fill="${fill}" text-anchor="${anchor}">${escapeXml(text)}</text>`
  );
}

/** Character widths in ems, on the wide side of Nunito Sans and Noto Sans Khmer; marks above and below take none. */
const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/[\p{Mn}\u17b4\u17b5]/u, 0],
  [/[.,:;'!|ilj ]/, 0.31],
  [/[MWmw@%&]/, 0.95],
  [/[\p{Lu}\u1780-\u17ff]/u, 0.74],
  [/[\u0021-\u024f]/, 0.59],
];

/** The widest that a line gets, in units of its font size: no font is at hand when an SVG is written. */
function estimatedEms(text: string): number {
  const width = (character: string) => WIDTHS.find(([kind]) => kind.test(character))?.[1] ?? 1;
  return Array.from(text).reduce((sum, character) => sum + width(character), 0);
}

/** The size asked for, or the smaller one at which the line fits. */
export const fittingSize = (text: string, size: number, room: number): number =>
  Math.min(size, room / Math.max(estimatedEms(text), 1));
