import { number } from './svg.parts.js';

/** The letters K, H, Q and R as strokes on a grid 10 high and 47 wide, so that no font is needed. */
const LETTERS = [
  'M0 0V10M7.4 0L0.6 5.6M3 3.8L7.8 10',
  'M13 0V10M21 0V10M13 5H21',
  'M31 0A5 5 0 0 1 31 10A5 5 0 0 1 31 0ZM32 6.6L36.4 10.6',
  'M41 10V0H44.6A3.1 3.1 0 0 1 44.6 6.2H41M44.4 6.2L47.8 10',
].join('');
const WIDTH = 47.8;

/** The word KHQR, centred on a point. Drawn by us: the logo itself is the National Bank's mark. */
export function khqrWordmark(centreX: number, centreY: number, height: number): string {
  const scale = height / 10;
  const x = centreX - (WIDTH * scale) / 2;
  return (
    `<path transform="translate(${number(x)} ${number(centreY - height / 2)}) scale(${number(scale)})" fill="none" ` +
    `stroke="#fff" stroke-width="2" stroke-linejoin="round" d="${LETTERS}"/>`
  );
}
