import { isModestBitmap } from './bitmap.size.js';
import { refuse } from './refuse.js';

/** The bytes that artwork may have: it is repeated in every picture, and in the page that shows an SVG. */
const MOST_BYTES = 262_144;
/** Elements that cost seconds or bring a picture of their own along; a logo needs shapes, and at most gradients and clips. */
const NOT_A_SHAPE = /<(?:[\w.-]+:)?(script|foreignObject|image|feImage|filter)[\s/>]/i;
/** The same as an attribute or a style; and words that stand for elements that are not seen here. */
const IN_OTHER_WORDS = /[\s;"'](filter)\s*[=:]|<!(ENTITY)/i;
const REUSE = /<(?:[\w.-]+:)?use[\s/>]/gi;
/** Drawing programs reuse a shape or two; groups that reuse groups grow without end. */
const MOST_REUSES = 16;

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
    checkSvg(bytes.toString('utf8'));
    return 'image/svg+xml';
  }
  if (isModestBitmap(bytes, bitmap)) return `image/${bitmap}`;
  return refuse('logo', 'must say its size, which must be 4 million pixels at most');
}

function checkSvg(text: string): void {
  if (!/^<svg[\s>]/.test(text.slice(endOfProlog(text)))) refuseArtwork();
  const [, element] = NOT_A_SHAPE.exec(text) ?? [];
  if (element !== undefined) refuse('logo', `must be drawn with shapes, but it has <${element}>`);
  const [, filter, entity] = IN_OTHER_WORDS.exec(text) ?? [];
  const word = filter ?? entity;
  if (word !== undefined) refuse('logo', `must be drawn with shapes alone, but it says ${word}`);
  if ((text.match(REUSE) ?? []).length > MOST_REUSES) {
    refuse('logo', `must not have <use> more than ${MOST_REUSES} times`);
  }
}

/**
 * Where the root element should begin: behind declaration, comments and a document type without definitions of its own. Step
 * by step, since one pattern for all of it would take time that doubles with every comment.
 */
function endOfProlog(text: string): number {
  let at = text.startsWith('\ufeff') ? 1 : 0;
  for (;;) {
    while (/\s/.test(text.charAt(at))) at++;
    const close = closeOf(text, at);
    if (close === undefined) return at;
    const end = text.indexOf(close, at);
    if (end < 0) return text.length;
    at = end + close.length;
  }
}

function closeOf(text: string, at: number): string | undefined {
  if (text.startsWith('<?', at)) return '?>';
  if (text.startsWith('<!--', at)) return '-->';
  return text.startsWith('<!DOCTYPE', at) ? '>' : undefined;
}

function refuseSize(): never {
  return refuse('logo', `must have ${MOST_BYTES} bytes at most`);
}

function refuseArtwork(): never {
  return refuse('logo', 'must be the text of an SVG, or the bytes of an SVG, PNG or JPEG');
}
