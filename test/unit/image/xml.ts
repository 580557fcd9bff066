export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** What stands between this tag and the next, entities resolved. */
  readonly text: string;
}

const TOKEN = /<(\/?)([a-z]+)((?: [a-zA-Z:-]+="[^"<]*")*)(\/?)>([^<]*)/gy;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** The elements of an SVG in order. Throws where it is not well-formed: the part of XML that these documents use. */
export function elementsOf(svg: string): readonly Element[] {
  const open: string[] = [];
  const found: Element[] = [];
  let end = 0;
  for (const [token, close, name = '', attributes = '', empty, text = ''] of svg.matchAll(TOKEN)) {
    end += token.length;
    if (close && open.pop() !== name) throw new Error(`</${name}> closes nothing.`);
    if (!close && !empty) open.push(name);
    if (close) continue;
    const pairs = [...attributes.matchAll(/ ([a-zA-Z:-]+)="([^"]*)"/g)];
    found.push({
      name,
      attributes: Object.fromEntries(pairs.map(([, key = '', value = '']) => [key, plain(value)])),
      text: plain(text),
    });
  }
  if (end !== svg.length || open.length > 0) throw new Error(`Not well-formed at ${String(end)}.`);
  return found;
}

function plain(text: string): string {
  if (/&(?!(?:amp|lt|gt|quot);)/.test(text)) throw new Error(`A bare & in ${text}.`);
  return text.replaceAll(/&(\w+);/g, (_, name: string) => ENTITIES[name] ?? '');
}
