import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

// Each *.types.ts beside this file is compiled, not run. What must not compile stands under `// @ts-expect-error`:
// the compiler reports the line when it does compile after all.
const root = process.cwd();
const folder = path.join(root, 'test/types');
const names = readdirSync(folder).filter((name) => name.endsWith('.types.ts'));

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), (name) =>
    ts.sys.readFile(name),
  ) as { config: unknown };
  return ts.parseJsonConfigFileContent(config, ts.sys, root).options;
}

/** What the compiler says of the files themselves; what it says of lib is the type check's matter. */
function problems(program: ts.Program, file: ts.SourceFile | undefined): string[] {
  const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  return found.map(({ file: where, start = 0, messageText }) => {
    const line = (where?.getLineAndCharacterOfPosition(start).line ?? -1) + 1;
    return `line ${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

describe('the public types', () => {
  const files = names.map((name) => path.join(folder, name));
  const program = ts.createProgram(files, { ...compilerOptions(), noUnusedLocals: false });

  it.each(names)(
    '%s compiles where it should, and only there',
    (name) => {
      const file = program.getSourceFile(path.join(folder, name));
      expect(file).toBeDefined();
      expect(problems(program, file)).toEqual([]);
    },
    60_000,
  );
});
