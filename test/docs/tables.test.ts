import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { checkAccount } from '../../lib/khqr.account-validator.js';
import { Problems } from '../../lib/khqr.problems.js';
import * as khqr from '../../lib/index.js';
import { DELIVERY_DEFAULTS, TRACKER_DEFAULTS } from '../../lib/khqr.defaults.js';
import { presentEntries } from '../../scripts/entries.js';
import { docBlocks, documents, tableBelow } from './doc-blocks.js';

const readme = documents().get('README.md') ?? '';
const configuration = documents().get('docs/configuration.md') ?? '';
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional?: boolean }>>;
};
const exported = new Map<string, unknown>(Object.entries(khqr));

describe('the README', () => {
  it('installs every peer that is needed, and nothing else', () => {
    const optional = manifest.peerDependenciesMeta;
    const needed = Object.keys(manifest.peerDependencies).filter(
      (name) => !optional[name]?.optional,
    );
    const line = /^npm install (.+)$/m.exec(readme)?.[1]?.split(' ') ?? [];
    expect([...line].sort()).toEqual(['nestjs-khqr', ...needed].sort());
  });

  it('begins with twelve lines of code, imports aside', () => {
    const [first] = docBlocks('ts').filter(({ where }) => where.startsWith('README.md'));
    const lines = first?.code.split('\n').filter((line) => line.trim() !== '') ?? [];
    expect(lines.filter((line) => !line.startsWith('import '))).toHaveLength(12);
  });

  it('prints the promise word for word', () => {
    const promise = readFileSync('test/fixtures/promise.txt', 'utf8').trim();
    const section = readme.split('\n## The promise\n')[1]?.split('\nWhat happens')[0];
    expect(section?.trim().replaceAll(/^> /gm, '')).toBe(promise);
  });

  it('has a row for every fault, with tests that are there', () => {
    const page = documents().get('docs/reliability.md') ?? '';
    const rows = page.split('\n').filter((line) => /^\| (?!fault|-)/.test(line));
    const faults = readFileSync('test/fixtures/faults.txt', 'utf8').trim().split('\n');
    expect(rows.map((row) => row.split('|').at(1)?.trim())).toEqual(faults);
    for (const row of rows) {
      const tests = [...(row.split('|').at(-2) ?? '').matchAll(/`([^`]+)` "([^"]+)"/g)];
      expect([row.slice(0, 40), tests.length]).not.toEqual([row.slice(0, 40), 0]);
      for (const [, name = '', title = ''] of tests) {
        const file = `test/${name}.test.ts`;
        const source = existsSync(file) ? readFileSync(file, 'utf8') : '';
        // As it stands in the source: the beginning of a title, in quotes of any kind.
        const found = [`'`, '"', '`'].some((quote) => source.includes(quote + title));
        expect([file, title, found]).toEqual([file, title, true]);
      }
    }
  });

  it('names every entry point of the package', () => {
    const entries = presentEntries().map(([path]) => `nestjs-khqr${path.slice(1)}`);
    expect(entries.filter((entry) => !readme.includes(entry))).toEqual([]);
  });

  it('lists every event with its decorator and class', () => {
    const rows = tableBelow(readme, '## Events');
    const decorators = [...exported.keys()].filter((name) => /^On[A-Z]/.test(name));
    expect(rows.map(([decorator]) => decorator?.slice(1)).sort()).toEqual(decorators.sort());
    for (const [decorator = '', event = ''] of rows) {
      expect(decorator.replace('@On', '')).toBe(event.replace(/Event$/, ''));
      expect(exported.has(event)).toBe(true);
    }
  });

  it('lists every error with its code and whether to try again', () => {
    const rows = tableBelow(readme, '## Errors');
    const classes = [...exported.keys()].filter((name) => /^Khqr\w+Error$/.test(name));
    expect(rows.map(([name]) => name).sort()).toEqual(classes.sort());
    for (const [name = '', code, retryable] of rows) {
      const error = thrown(name);
      expect([name, error.code]).toEqual([name, code]);
      if (retryable !== 'mostly') expect(String(error.retryable)).toBe(retryable);
    }
  });

  it('lists every option of tracker and delivery with its default', () => {
    const rows = new Map(tableBelow(readme, '## Options').map(([name, value]) => [name, value]));
    const groups = { tracker: TRACKER_DEFAULTS, delivery: DELIVERY_DEFAULTS };
    const named = Object.entries(groups).flatMap(([group, defaults]) =>
      Object.entries(defaults).map(([name, value]) => [`${group}.${name}`, value] as const),
    );
    const listed = [...rows.keys()].filter((name) => name?.includes('.'));
    expect(listed.sort()).toEqual(named.map(([name]) => name).sort());
    for (const [name, value] of named) {
      if (Array.isArray(value)) continue;
      expect([name, rows.get(name)]).toEqual([
        name,
        typeof value === 'string' ? `'${value}'` : String(value),
      ]);
    }
    expect(rows.get('delivery.retryDelaysMs')).toMatch(/^5 s, 30 s, 2 min, 10 min … for 3 days$/);
    const [first, second, third, fourth] = DELIVERY_DEFAULTS.retryDelaysMs;
    expect([first, second, third, fourth]).toEqual([5_000, 30_000, 120_000, 600_000]);
    const days = DELIVERY_DEFAULTS.retryDelaysMs.reduce((sum, ms) => sum + ms, 0) / 86_400_000;
    expect(days).toBeGreaterThan(2.9);
    expect(days).toBeLessThan(3.1);
  });
});

it('lists every status in docs/payments.md, and whether it is settled', () => {
  const rows = tableBelow(documents().get('docs/payments.md') ?? '', '## Statuses');
  const statuses = khqr.PAYMENT_STATUSES.map((status) => [
    status,
    khqr.isSettled(status) ? 'yes' : 'no',
  ]);
  expect(
    rows
      .slice(0, statuses.length)
      .map(([status, settled]) => [status, settled])
      .sort(),
  ).toEqual(statuses.sort());
});

describe("docs/configuration.md's options", () => {
  // A key that is not known is named in the error together with those that are.
  it.each(['apikhqr', 'bakong-online', 'bakong', 'sandbox'])(
    'are those that %s takes',
    (provider) => {
      const rows = tableBelow(configuration, `## \`${provider}\``).map(([name]) => name);
      const common = tableBelow(readme, '## Options').map(([name]) => name);
      const known = knownKeys(provider);
      const own = known.filter((key) => !common.includes(key));
      expect(rows.sort()).toEqual(own.sort());
    },
  );
});

/** An error of this class, with whatever fields any of them asks for. */
function thrown(name: string): khqr.KhqrError {
  const fields = { payment: null, retryAfterMs: 1, inDoubt: false, reason: 'checksum' };
  const made: unknown = Reflect.construct(exported.get(name) as () => void, ['message', fields]);
  if (!khqr.isKhqrError(made)) throw new Error(`${name} is no KhqrError.`);
  return made;
}

/** The keys that the validator says there are when it refuses one. */
function knownKeys(provider: string): readonly string[] {
  const problems = new Problems();
  checkAccount('', { provider, nonsense: 1 }, 'test', problems);
  const refusal = problems.toError().problems.find((problem) => problem.startsWith('nonsense'));
  return refusal?.split('It has: ')[1]?.replace(/\.$/, '').split(', ') ?? [];
}
