import { artworkUri } from './artwork.js';
import { khqrWordmark } from './khqr.wordmark.js';
import { number } from './svg.parts.js';

interface LogoPlace {
  readonly x: number;
  readonly y: number;
  /** Of the drawn word; artwork gets twice as much, since it has its own margins. */
  readonly height: number;
}

/** The artwork that was handed in, as a data URI, else the drawn word; centred. */
export function headerMark(logo: unknown, { x, y, height }: LogoPlace): string {
  if (logo === undefined) return khqrWordmark(x, y, height);
  const [boxWidth, boxHeight] = [height * 9, height * 2];
  return (
    `<image x="${number(x - boxWidth / 2)}" y="${number(y - boxHeight / 2)}" width="${number(boxWidth)}" ` +
    `height="${number(boxHeight)}" preserveAspectRatio="xMidYMid meet" href="${artworkUri(logo)}"/>`
  );
}
