/** Markup that is finished: everything in it has been escaped, or was written here. */
export class Html {
  constructor(readonly text: string) {}
}

export type Part = Html | string | false | undefined | readonly Part[];

/** A template whose texts are escaped on their way in, so that no view can forget to. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.map((piece, at) => piece + render(parts[at])).join(''));
}

function render(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Html) return part.text;
  return typeof part === 'string' ? escapeHtml(part) : part.map(render).join('');
}

const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
