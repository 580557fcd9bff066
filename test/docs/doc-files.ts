import { mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import type { DocBlock } from './doc-blocks.js';

/** The blocks as files, below a folder that git, lint and formatting ignore and where the packages are found. */
const parent = path.resolve('test/docs/dist');
const folder = path.join(parent, String(process.pid));
/** From a block's place. */
const COLLECTOR = '../../../../collected-tests.js';

/** As they stand, for the compiler. */
const asWritten = path.join(folder, 'as-written');
/** For running: a documented test hands its tests to the collector. */
const toRun = path.join(folder, 'to-run');

export function writeBlocks(blocks: readonly DocBlock[]): void {
  for (const { doc, file, code } of blocks) {
    for (const base of [asWritten, toRun]) mkdirSync(path.join(base, doc), { recursive: true });
    writeFileSync(path.join(asWritten, doc, file), code);
    writeFileSync(path.join(toRun, doc, file), code.replace("'@jest/globals'", `'${COLLECTOR}'`));
  }
}

export function removeBlocks(): void {
  rmSync(folder, { recursive: true, force: true });
  if (readdirSync(parent).length === 0) rmdirSync(parent);
}

export function importBlock({ doc, file }: DocBlock): Promise<Record<string, unknown>> {
  return import(path.join(toRun, doc, file)) as Promise<Record<string, unknown>>;
}

/** What the compiler says of the blocks, all in one program, under the repository's own strict options. */
export function compilerProblems(blocks: readonly DocBlock[]): readonly string[] {
  const { config } = ts.readConfigFile('tsconfig.json', (name) => ts.sys.readFile(name)) as {
    config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, process.cwd());
  const files = blocks.map(({ doc, file }) => path.join(asWritten, doc, file));
  // The package's own declarations for modules that have none.
  const ambient = ts.sys.readDirectory('lib', ['.d.ts']);
  const program = ts.createProgram([...files, ...ambient], { ...options, noUnusedLocals: false });
  return blocks.flatMap(({ where }, index) => {
    const file = program.getSourceFile(files[index] ?? '');
    const found = [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ];
    return found.map(({ start = 0, messageText }) => {
      const line = (file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
      return `${where} +${line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
  });
}
