import { khqrWordmark } from './khqr.wordmark.js';
import { refuse } from './refuse.js';
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
    `height="${number(boxHeight)}" preserveAspectRatio="xMidYMid meet" href="${dataUri(logo)}"/>`
  );
}

const SIGNATURES = [
  ['image/png', [0x89, 0x50, 0x4e, 0x47]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
] as const;
const SVG = /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^]*?-->\s*)*(?:<!DOCTYPE[^>]*>\s*)?<svg[\s>]/;

function dataUri(logo: unknown): string {
  if (typeof logo !== 'string' && !(logo instanceof Uint8Array)) refuseLogo();
  const bytes = Buffer.from(logo);
  const bitmap = SIGNATURES.find(([, first]) => first.every((byte, at) => bytes[at] === byte));
  if (!bitmap && !SVG.test(bytes.toString('utf8').replace(/^\ufeff/, ''))) refuseLogo();
  return `data:${bitmap?.[0] ?? 'image/svg+xml'};base64,${bytes.toString('base64')}`;
}

function refuseLogo(): never {
  refuse('logo', 'must be the text of an SVG, or the bytes of an SVG, PNG or JPEG');
}
