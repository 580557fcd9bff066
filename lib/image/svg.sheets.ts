import { refuse } from './refuse.js';
import type { SvgTag } from './svg.tags.js';

/** As a property or an attribute; names such as `clip-path-7` clip nothing. */
export const CLIPS = /clip-path\s*(?:[:=]|\/\*)/gi;
/** What is drawn by itself first, unless the value is the usual one, which drawing programs write along. */
export const LAYERS =
  /(?<![\w-])(?:-webkit-)?(?:opacity|mix-blend-mode|isolation)\s*(?:\/\*|[:=](?!\s*["']?\s*(?:1(?:\.0*)?|normal|auto)\s*(?:["';}]|$)))/gi;
export const DASHES =
  /(?<![\w-])stroke-dasharray\s*(?:\/\*|[:=](?!\s*["']?\s*none\s*(?:["';}]|$)))/gi;

const RULE = /([^{}]*)\{([^{}]*)\}/g;
/** A style sheet that says the same to everybody who reads it: rules, and no quotes that hide a brace. */
const PLAIN_SHEET =
  /^(?:[^{}<>@"'/*&]*\{(?:[^{}<>@"'/*&]|"[^{}<>"'/*&]*"|'[^{}<>"'/*&]*')*\})*\s*$/;
const CLASSES = /^\s*\.[\w-]+(?:\s*,\s*\.[\w-]+)*\s*$/;
const REMARK = /\/\*[^]*?(?:\*\/|$)/g;
/** In quotes and in addresses a remark is none, and would hide what follows. */
const HIDES_REMARK = /["']|\([^()]*\/\*/;

export interface SaidOfClasses {
  readonly clips: ReadonlySet<string>;
  readonly layers: ReadonlySet<string>;
  readonly dashes: ReadonlySet<string>;
  /** Layers or dashes, of whom exactly is not clear. */
  readonly ofAll: boolean;
}

export const says = (text: string, pattern: RegExp): boolean => text.search(pattern) !== -1;

/** What the style sheets say of classes. @throws KhqrRequestError where they clip anything else */
export function saidOfClasses(svg: string, tags: readonly SvgTag[]): SaidOfClasses {
  const clips = new Set<string>();
  const layers = new Set<string>();
  const dashes = new Set<string>();
  let ofAll = false;
  for (const [index, tag] of tags.entries()) {
    if (tag.name !== 'style' || tag.text.endsWith('/')) continue;
    if (tag.end > index + 1) refuse('logo', 'must have nothing but text in <style>');
    const over = svg.indexOf('<', tag.at);
    const written = svg.slice(tag.at, over === -1 ? undefined : over);
    const sheet = HIDES_REMARK.test(written) ? written : written.replaceAll(REMARK, ' ');
    const clipping = /clip-path/i.test(sheet);
    if (!clipping && !says(sheet, LAYERS) && !says(sheet, DASHES)) continue;
    if (!PLAIN_SHEET.test(sheet)) {
      if (clipping) refuse('logo', 'must have a plain style sheet, where that has a clip-path');
      ofAll = true;
      continue;
    }
    for (const [, selector = '', body = ''] of sheet.trim().matchAll(RULE)) {
      const sets = [
        ...(/clip-path/i.test(body) ? [clips] : []),
        ...(says(body, LAYERS) ? [layers] : []),
        ...(says(body, DASHES) ? [dashes] : []),
      ];
      if (sets.length === 0) continue;
      if (CLASSES.test(selector)) {
        const names = selector.split(',').map((name) => name.trim().slice(1));
        for (const set of sets) for (const name of names) set.add(name);
      } else if (sets.includes(clips)) refuse('logo', 'must have a clip-path for classes alone');
      else ofAll = true;
    }
  }
  return { clips, layers, dashes, ofAll };
}
