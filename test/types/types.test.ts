import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

// Each *.types.ts beside this file is compiled, not run. What must not compile stands under `// @ts-expect-error`:
// the compiler reports the line when it does compile after all.
const root = process.cwd();
const folder = path.join(root, 'test/types');

function compilerOptions(): ts.CompilerOptions {
  const file = path.join(root, 'tsconfig.json');
  const { config } = ts.readConfigFile(file, (name) => ts.sys.readFile(name)) as {
    config: unknown;
  };
  return ts.parseJsonConfigFileContent(config, ts.sys, root).options;
}

function problems(files: string[]): string[] {
  const program = ts.createProgram(files, { ...compilerOptions(), noUnusedLocals: false });
  return ts.getPreEmitDiagnostics(program).map((diagnostic) => {
    const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n');
    const { file, start } = diagnostic;
    if (file === undefined || start === undefined) return text;
    const { line } = file.getLineAndCharacterOfPosition(start);
    return `${path.relative(root, file.fileName)}:${line + 1} ${text}`;
  });
}

describe('the public types', () => {
  const cases = readdirSync(folder).filter((name) => name.endsWith('.types.ts'));

  it('compile where they should, and only there', () => {
    expect(cases.length).toBeGreaterThan(0);
    expect(problems(cases.map((name) => path.join(folder, name)))).toEqual([]);
  }, 60_000);
});
