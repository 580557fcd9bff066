import { readFileSync } from 'node:fs';

/**
 * The providers' own documents, word for word, but for what was lost when their pages became text: the indentation, which
 * Python needs, and tags within comments (`# use in <img src="…"> directly`), which have left a line break behind.
 */
export class Seed {
  private readonly lines: readonly string[];

  constructor(name: 'apikhqr' | 'bakong-online') {
    const text = readFileSync(`test/fixtures/seeds/${name}.txt`, 'utf8');
    this.lines = text.replaceAll(/(use in)\n(directly)/g, '$1 $2').split('\n');
  }

  /** The lines from the first that begins with `from` up to the next that begins with `to`, that one included. */
  cut(from: string, to: string): string {
    const first = this.lines.findIndex((line) => line.startsWith(from));
    const last = this.lines.findIndex((line, at) => at >= first && line.startsWith(to));
    if (first < 0 || last < 0) throw new Error(`The document has no ${from} … ${to}`);
    return this.lines.slice(first, last + 1).join('\n');
  }

  /** The curl commands, each with its continued lines. */
  curls(): readonly string[] {
    const commands = this.lines.join('\n').matchAll(/^curl (?:.*\\\n)*.*$/gm);
    return [...commands].map(([command]) => command);
  }

  /** The example of a response, parsed. */
  example(from: string): Readonly<Record<string, unknown>> {
    const at = this.lines.findIndex((line) => line.startsWith(from));
    const rest = this.lines.slice(at + 1).join('\n');
    const end = rest.startsWith('{\n') ? rest.indexOf('\n}') + 2 : rest.indexOf('\n');
    return JSON.parse(rest.slice(0, end)) as Readonly<Record<string, unknown>>;
  }
}

/** What a developer puts in before running a sample: the address and the key. */
export function fillIn(sample: string, baseUrl: string, apiKey: string): string {
  return sample
    .replaceAll('https://www.khqrapi.com/api/v1', baseUrl)
    .replaceAll('https://api.bakong-api.online', baseUrl)
    .replaceAll(/sk_live_(?:your_api_key_here|\.\.\.)/g, apiKey);
}

/** Gives Python its indentation back: a colon opens a block, `return` ends one, and so does what stands at the margin. */
export function indentPython(sample: string): string {
  let depth = 0;
  const lines = sample.split('\n').map((line) => {
    if (/^(def |# ──)/.test(line)) depth = 0;
    const indented = ' '.repeat(4 * depth) + line;
    if (line.endsWith(':')) depth += 1;
    if (line.startsWith('return ')) depth -= 1;
    return indented;
  });
  return lines.join('\n');
}
