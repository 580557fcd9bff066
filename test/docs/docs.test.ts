import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Type } from '@nestjs/common';
import { runCollected } from './collected-tests.js';
import { docBlocks, documents } from './doc-blocks.js';
import { compilerProblems, importBlock, removeBlocks, writeBlocks } from './doc-files.js';
import { bootAsWritten, payOnSandbox, runMain } from './run-module.js';

const blocks = docBlocks('ts');
const scratch = mkdtempSync(path.join(tmpdir(), 'khqr-docs-'));
const PLACEHOLDERS = {
  APIKHQR_KEY: 'sk_live_documented',
  BAKONG_TOKEN: 'documented',
  TEA_API_KEY: 'sk_live_documented_tea',
  BOOKS_API_KEY: 'sk_live_documented_books',
  KHQR_DATABASE: path.join(scratch, 'khqr.db'),
};
const before = { ...process.env };
let log: jest.SpiedFunction<typeof console.log>;

beforeAll(() => {
  log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  Object.assign(process.env, PLACEHOLDERS);
  writeBlocks(blocks);
});
afterAll(() => {
  jest.restoreAllMocks();
  process.env = before;
  removeBlocks();
  rmSync(scratch, { recursive: true });
});

describe('every ts block of the documents', () => {
  it('compiles under strict', () => {
    expect(blocks.length).toBeGreaterThan(20);
    expect(compilerProblems(blocks)).toEqual([]);
  }, 120_000);

  it.each(blocks.map((block) => [block.where, block] as const))('runs: %s', async (_, block) => {
    if (block.file === 'main.ts') {
      await runMain(() => importBlock(block));
      return;
    }
    const exported = Object.values(await importBlock(block));
    const tests = await runCollected();
    expect(tests.length > 0).toBe(block.code.includes("'@jest/globals'"));
    for (const module of exported.filter(isRootModule)) {
      await bootAsWritten(module);
      expect(await payOnSandbox(module)).toEqual({ status: 'PAID', undelivered: [] });
    }
  });
});

it("ships a paid order with the README's first block", async () => {
  const [first] = blocks;
  const { AppModule } = first ? await importBlock(first) : {};
  expect(first?.where).toMatch(/^README.md/);
  log.mockClear();
  await payOnSandbox(AppModule as Type<unknown>);
  expect(log.mock.calls).toEqual([['Order order-1 is paid: 5.00 USD.']]);
});

function isRootModule(value: unknown): value is Type<unknown> {
  return typeof value === 'function' && value.name.endsWith('AppModule');
}

describe('every bash block of the documents', () => {
  const scripts = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };

  it.each(docBlocks('bash').map(({ where, code }) => [where, code] as const))(
    'names scripts that exist: %s',
    (_, code) => {
      const named = [...code.matchAll(/npm (?:run (?:-s )?([\w:-]+)|(start|test)\b)/g)];
      for (const [, run, short] of named) {
        expect(Object.keys(scripts.scripts)).toContain(run ?? short);
      }
    },
  );
});

describe('every link of the documents', () => {
  const links = [...documents()].flatMap(([file, text]) =>
    [...text.matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map(
      ([, target = '']) => [file, target] as const,
    ),
  );

  it.each(links)('%s leads to %s', (file, target) => {
    expect(existsSync(path.join(path.dirname(file), target))).toBe(true);
  });
});
