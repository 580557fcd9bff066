import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { presentEntries } from '../../scripts/entries.js';

/** What a built module imports when it is loaded; dynamic imports are what may come later. */
function staticImports(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022);
  return source.statements.flatMap((statement) => {
    const isImport = ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement);
    const from = isImport ? statement.moduleSpecifier : undefined;
    return from && ts.isStringLiteral(from) ? [from.text] : [];
  });
}

/** The packages that loading one built file brings in, Node's own left out. */
function packagesLoadedBy(entry: string): string[] {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const name of staticImports(file)) {
      if (name.startsWith('.')) visit(path.resolve(path.dirname(file), name));
      else if (!name.startsWith('node:')) packages.add(name);
    }
  };
  visit(path.resolve('dist/esm', entry));
  return [...packages].sort();
}

describe('what loading the package costs', () => {
  it('the main entry brings in nothing but its peers', () => {
    const allowed = [
      '@nestjs/common',
      '@nestjs/core',
      '@nestjs/event-emitter',
      '@nestjs/schedule',
      'reflect-metadata',
      'rxjs',
    ];
    expect(packagesLoadedBy('index.js').filter((name) => !allowed.includes(name))).toEqual([]);
  });

  // The QR encoder has no dependency of its own; the rasterizer comes when the first card is drawn.
  it.each([
    ['./emv', []],
    ['./image', ['uqr']],
  ])('%s brings in %j and nothing else', (name, packages) => {
    const module = new Map(presentEntries()).get(name) ?? '';
    expect(packagesLoadedBy(`${module}.js`)).toEqual(packages);
  });
});
