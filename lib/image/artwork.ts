import { isModestBitmap } from './bitmap.size.js';
import { refuse } from './refuse.js';
import { checkSvg } from './svg.guard.js';
import { svgOf } from './svg.reading.js';

/** The bytes that artwork may have: it is repeated in every picture, and in the page that shows an SVG. */
const MOST_BYTES = 262_144;

const PNG = [0x89, 0x50, 0x4e, 0x47];
const JPEG = [0xff, 0xd8, 0xff];

/** Artwork as a data URI. It may come from a merchant, so it is bounded in bytes, pixels and what is drawn with. */
export function artworkUri(artwork: unknown): string {
  if (typeof artwork !== 'string' && !(artwork instanceof Uint8Array)) return refuseArtwork();
  if (artwork.length > MOST_BYTES) return refuseSize();
  const bytes = Buffer.from(artwork);
  if (bytes.length > MOST_BYTES) return refuseSize();
  return `data:${typeOf(bytes)};base64,${bytes.toString('base64')}`;
}

function typeOf(bytes: Buffer): string {
  const begins = (signature: readonly number[]) =>
    signature.every((byte, at) => bytes[at] === byte);
  const bitmap = begins(PNG) ? 'png' : begins(JPEG) ? 'jpeg' : undefined;
  if (bitmap === undefined) {
    checkSvg(svgOf(bytes.toString('utf8')) ?? refuseArtwork());
    return 'image/svg+xml';
  }
  if (isModestBitmap(bytes, bitmap)) return `image/${bitmap}`;
  return refuse('logo', 'must say its size, which must be 4 million pixels at most');
}

function refuseSize(): never {
  return refuse('logo', `must have ${MOST_BYTES} bytes at most`);
}

function refuseArtwork(): never {
  return refuse('logo', 'must be the text of an SVG, or the bytes of an SVG, PNG or JPEG');
}
