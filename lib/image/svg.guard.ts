import { refuse } from './refuse.js';
import { checkBounds } from './svg.bounds.js';

/** Elements that cost seconds, bring a picture of their own along, move, or draw by drawing each other; a logo needs shapes, and at most gradients and clips. */
const NOT_A_SHAPE =
  /<(?:[^\s<>/:]+:)?(script|foreignObject|image|feImage|filter|pattern|mask|marker|set|animate\w*|link)[\s/>]/i;
/** The same as an attribute or a style, `-webkit-filter` too; styles from elsewhere, and those that take every other along. */
const IN_OTHER_WORDS =
  /(?<!\w)(filter)\s*(?:[=:]|\/\*)|(?<![\w-])(all)\s*(?:\/\*|:)|(@(?:import|font-face|(?:-\w+-)?keyframes))|(?:url\(\s*(?:(?:["']|&#?\w+;)\s*)?|href\s*=\s*["']\s*)(data:)/i;
/** Those that drawing programs write where there is none stay. */
const MOVING_OR_MASKED =
  /(?<![\w-])((?:-\w+-)?(?:animation|mask)[\w-]*)\s*(?:\/\*|[:=](?!\s*["']?\s*none\s*(?:["';}]|$)))/i;
/** Letters in disguise in a style. Drawing programs write where on a Windows disk they found the file. */
const WINDOWS_PATH = /"[a-z]:\\[^"'<>&;:{}()*]*"/gi;

/** Refuses what would keep a processor busy for seconds or for ever. `svg` is what `svgOf` has read. @throws KhqrRequestError */
export function checkSvg(svg: string): void {
  const [, element] = NOT_A_SHAPE.exec(svg) ?? [];
  if (element !== undefined) {
    refuse('logo', `must be drawn with shapes, but it has <${element}>${adviceOn(element)}`);
  }
  const [word] = [IN_OTHER_WORDS, MOVING_OR_MASKED].flatMap(
    (words) => words.exec(svg)?.slice(1).filter(Boolean) ?? [],
  );
  if (word !== undefined) {
    refuse('logo', `must be drawn with shapes alone, but it says ${word}${adviceOn(word)}`);
  }
  if (svg.replaceAll(WINDOWS_PATH, '').includes('\\')) {
    refuse('logo', 'must be drawn with shapes alone, but it has a backslash');
  }
  checkBounds(svg);
}

/** Figma writes masks where nobody sees one. */
function adviceOn(word: string): string {
  return /mask/i.test(word) ? '; outline strokes and flatten masks before exporting' : '';
}
