import { refuse } from './refuse.js';

/** Elements that cost seconds, bring a picture of their own along, move, or draw by drawing each other; a logo needs shapes, and at most gradients and clips. */
const NOT_A_SHAPE =
  /<(?:[^\s<>/:]+:)?(script|foreignObject|image|feImage|filter|pattern|mask|marker|set|animate\w*|link)[\s/>]/i;
/** The same as an attribute or a style, `-webkit-filter` too; styles from elsewhere, and those that take every other along. */
const IN_OTHER_WORDS =
  /(?<!\w)(filter)\s*(?:[=:]|\/\*)|(?<![\w-])(all)\s*(?:\/\*|:)|(@import)|(?:url\(\s*(?:(?:["']|&#?\w+;)\s*)?|href\s*=\s*["']\s*)(data:)/i;
const REUSE = /<(?:[^\s<>/:]+:)?use[\s/>]/gi;
/** Drawing programs reuse a shape or two; groups that reuse groups grow without end. */
const MOST_REUSES = 16;
/** Each takes milliseconds. */
const MOST_CLIPPED = 200;
/** Letters in disguise in a style. Drawing programs write where on a Windows disk they found the file. */
const WINDOWS_PATH = /"[a-z]:\\[^"'<>&;:{}()*]*"/gi;

const SHEET = /<(?:[^\s<>/:]+:)?style(?=[\s/>])[^<>]*>([^]*?)(?:<\/(?:[^\s<>/:]+:)?style|$)/gi;
const RULE = /([^{}]*)\{([^{}]*)\}/g;
/** A style sheet that says the same to everybody who reads it: rules, and no quotes that hide a brace. */
const PLAIN_SHEET =
  /^(?:[^{}<>@"'/*&]*\{(?:[^{}<>@"'/*&]|"[^{}<>"'/*&]*"|'[^{}<>"'/*&]*')*\})*\s*$/;
const CLASSES = /^\s*\.[\w-]+(?:\s*,\s*\.[\w-]+)*\s*$/;
const CLIP = /<(?:[^\s<>/:]+:)?clipPath(?=[\s/>])([^]*?)(?:<\/(?:[^\s<>/:]+:)?clipPath|$)/gi;
const CLIP_INSIDE = /<(?:[^\s<>/:]+:)?clipPath[\s/>]/i;
const ID = /\sid\s*=\s*(["'])[^"'\s]*\1/gi;

/** Refuses what would keep a processor busy for seconds or for ever. `svg` is what `svgOf` has read. @throws KhqrRequestError */
export function checkSvg(svg: string): void {
  const [, element] = NOT_A_SHAPE.exec(svg) ?? [];
  if (element !== undefined) refuse('logo', `must be drawn with shapes, but it has <${element}>`);
  const word = IN_OTHER_WORDS.exec(svg)?.slice(1).find(Boolean);
  if (word !== undefined) refuse('logo', `must be drawn with shapes alone, but it says ${word}`);
  if (svg.replaceAll(WINDOWS_PATH, '').includes('\\')) {
    refuse('logo', 'must be drawn with shapes alone, but it has a backslash');
  }
  if ((svg.match(REUSE) ?? []).length > MOST_REUSES) {
    refuse('logo', `must not have <use> more than ${MOST_REUSES} times`);
  }
  checkClips(svg);
}

/** Clips may be many, but none within a clip: each step inwards would double the work, or multiply it by what a style is said of. */
function checkClips(svg: string): void {
  const clipping = clippingClasses(svg);
  const isClipping = (word: string): boolean => clipping.has(word);
  const clipped = (svg.match(/clip-path/gi) ?? []).length + wordsOf(svg).filter(isClipping).length;
  if (clipped > MOST_CLIPPED) {
    refuse('logo', `must not have a clip-path more than ${MOST_CLIPPED} times`);
  }
  for (const [, content = ''] of svg.matchAll(CLIP)) {
    // A clip's own id may be what another clip's class is called.
    const inside = content.replaceAll(ID, ' ');
    if (/clip-path/i.test(inside) || CLIP_INSIDE.test(inside) || wordsOf(inside).some(isClipping)) {
      refuse('logo', 'must not have a clip-path within a <clipPath>');
    }
  }
}

function wordsOf(text: string): readonly string[] {
  return text.split(/[\s"'=<>/]+/);
}

/** Classes that a style sheet clips. */
function clippingClasses(svg: string): ReadonlySet<string> {
  const classes = new Set<string>();
  for (const [, sheet = ''] of svg.matchAll(SHEET)) {
    if (sheet.includes('<')) refuse('logo', 'must have nothing but text in <style>');
    if (!/clip-path/i.test(sheet)) continue;
    if (!PLAIN_SHEET.test(sheet)) {
      refuse('logo', 'must have a plain style sheet, where that has a clip-path');
    }
    for (const [, selector = '', body = ''] of sheet.trim().matchAll(RULE)) {
      if (!/clip-path/i.test(body)) continue;
      if (!CLASSES.test(selector)) refuse('logo', 'must have a clip-path for classes alone');
      for (const name of selector.split(',')) classes.add(name.trim().slice(1));
    }
  }
  return classes;
}
