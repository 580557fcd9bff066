/** What may stand before the root element; a document type without definitions of its own, which would be words for words. */
const PROLOG = /\s+|<\?[^]*?\?>|<!--[^]*?-->|<!DOCTYPE(?:[^<>"'[\]]|"[^"<>]*"|'[^'<>]*')*>/y;
/** No XML may have them, and one old encoding writes letters with their help. */
const CONTROL = /[^\P{Cc}\t\n\r]/u;
/** Comments, instructions and quoted text, also where they are not closed: no `<` of an element is in them. */
const ASIDE = /<!--[^]*?(?:-->|$)|<\?[^]*?(?:\?>|$)|<!\[CDATA\[([^]*?)(?:\]\]>|$)/g;
const CHARACTER = /&#(?:x([\da-f]+)|(\d+));/gi;
/** They would end a value or begin an element, which they do not when they come by their number. */
const KEPT = ['<', '"', "'", '&'];

/**
 * The SVG as a renderer reads it, from its root element on: without comments and instructions, which may stand within a word, and
 * with the letters that stand there by their numbers. Undefined where it is none. Step by step, since one pattern for all that may
 * come first would take time that doubles with every comment.
 */
export function svgOf(text: string): string | undefined {
  if (CONTROL.test(text)) return undefined;
  const root = text.slice(endOfProlog(text));
  if (!/^<svg[\s>]/.test(root)) return undefined;
  return root
    .replaceAll(ASIDE, (_, quoted: string | undefined) => (quoted ?? '').replaceAll('<', ' '))
    .replaceAll(CHARACTER, (written, hex: string | undefined, decimal: string | undefined) => {
      const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
      const character = code <= 0x10ffff ? String.fromCodePoint(code) : '';
      return KEPT.includes(character) ? written : character;
    });
}

function endOfProlog(text: string): number {
  let at = text.startsWith('\ufeff') ? 1 : 0;
  for (;;) {
    PROLOG.lastIndex = at;
    const [piece = ''] = PROLOG.exec(text) ?? [];
    if (piece === '') return at;
    at += piece.length;
  }
}
