import { refuse } from './refuse.js';

export interface SvgTag {
  /** Without its prefix and in small letters: `clippath` for `<svg:clipPath>`. */
  readonly name: string;
  /** What it says, as written. */
  readonly text: string;
  /** Where in the drawing its content begins. */
  readonly at: number;
  /** Where in the list what stands within it is over. */
  end: number;
}

/** A `>` may stand in quotes, a `<` nowhere. Each `<` is looked at no further than to the next one. */
const TAG = /<(\/?)(?:[^\s<>/:"']+:)?([^\s<>/:"']+)(?=[\s/>])((?:[^<>"']|"[^"<]*"|'[^'<]*')*)>/g;
const ATTRIBUTE = /(?<=[\s"'])(?:[^\s=<>"'/:]+:)?([^\s=<>"'/:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** The tags of what `svgOf` has read, in order. Tags that do not fit each other are no matter: no renderer goes on behind them. */
export function tagsOf(svg: string): readonly SvgTag[] {
  if (svg.replaceAll(TAG, '').includes('<')) refuse('logo', 'must have tags that are complete');
  const tags: SvgTag[] = [];
  const open: SvgTag[] = [];
  for (const { 0: whole, 1: slash, 2: name = '', 3: text = '', index } of svg.matchAll(TAG)) {
    if (slash === '/') {
      const closed = open.pop();
      if (closed) closed.end = tags.length;
      continue;
    }
    const tag = { name: name.toLowerCase(), text, at: index + whole.length, end: tags.length + 1 };
    tags.push(tag);
    if (!text.endsWith('/')) open.push(tag);
  }
  for (const tag of open) tag.end = tags.length;
  return tags;
}

/** What an attribute says: with one prefix and with another it may say so twice. */
export function valuesOf({ text }: SvgTag, attribute: string): readonly string[] {
  return [...text.matchAll(ATTRIBUTE)]
    .filter(([, name]) => name === attribute)
    .map(([, , double, single]) => double ?? single ?? '');
}
