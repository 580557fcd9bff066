import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A piece of code that stands in the README or in docs. */
export interface DocBlock {
  /** `README`, `testing`. */
  readonly doc: string;
  /** `README.md:42`, for messages. */
  readonly where: string;
  readonly language: string;
  readonly code: string;
  /** The file that the block says it is in its first line, `// app.module.ts`, else one made of its line number. */
  readonly file: string;
}

/** Markdown of this repository that users read, by name. */
export function documents(): ReadonlyMap<string, string> {
  const inDocs = readdirSync('docs').filter((name) => name.endsWith('.md'));
  const samples = readdirSync('sample').map((name) => `sample/${name}/README.md`);
  const files = ['README.md', ...inDocs.map((name) => `docs/${name}`), ...samples];
  return new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
}

export function docBlocks(language: string): readonly DocBlock[] {
  return [...documents()].flatMap(([file, text]) =>
    blocksOf(file, text).filter((block) => block.language === language),
  );
}

const FENCE = /^```(\w*)\n([\s\S]*?)^```$/gm;

function blocksOf(file: string, text: string): readonly DocBlock[] {
  return [...text.matchAll(FENCE)].map(([, language = '', code = ''], index) => {
    const line = text.slice(0, [...text.matchAll(FENCE)][index]?.index).split('\n').length;
    const named = /^\/\/ ([\w.-]+\.ts)\n/.exec(code)?.[1];
    return {
      doc: path.basename(path.dirname(path.resolve(file))) + '-' + path.basename(file, '.md'),
      where: `${file}:${line}`,
      language,
      code,
      file: named ?? `line-${line}.ts`,
    };
  });
}

/** The rows of the first table below a heading, cells without their backticks. */
export function tableBelow(text: string, heading: string): readonly (readonly string[])[] {
  const section = text.split(`\n${heading}\n`)[1]?.split(/\n#+ /)[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '').replaceAll('\\|', '|')),
  );
}
