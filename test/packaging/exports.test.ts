import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ENTRIES, packageFields } from '../../scripts/entries.js';

const root = process.cwd();

interface Manifest {
  bin: Record<string, string>;
  exports: Record<string, string | Record<string, { types: string; default: string }>>;
  typesVersions: Record<'*', Record<string, string[]>>;
}

const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;

// These folders have an index for the use of other folders; they are no entry points.
const INTERNAL = ['errors', 'stores/sql/migrations', 'checkout/page'];

describe('the entry points', () => {
  it('are those of scripts/entries.js whose source exists (npm run exports)', () => {
    const { bin, exports, typesVersions } = packageFields();
    expect(manifest.bin).toEqual(bin);
    expect(manifest.exports).toEqual(exports);
    expect(manifest.typesVersions).toEqual(typesVersions);
  });

  it('cover every folder of lib that has an index', () => {
    const folders = readdirSync(path.join(root, 'lib'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith(`${path.sep}index.ts`))
      .map((file) => path.dirname(file))
      .filter((folder) => !INTERNAL.includes(folder));
    const entries = Object.values(ENTRIES).map((module) => path.dirname(module));
    expect(folders.filter((folder) => !entries.includes(folder))).toEqual([]);
  });

  it('point at files that the build wrote', () => {
    const files = Object.values(manifest.exports).flatMap((entry) =>
      typeof entry === 'string'
        ? [entry]
        : Object.values(entry).flatMap((condition) => Object.values(condition)),
    );
    const declared = Object.values(manifest.typesVersions['*']).flat();
    const programs = Object.values(manifest.bin);
    const missing = [...files, ...declared, ...programs].filter(
      (file) => !existsSync(path.join(root, file)),
    );
    expect(missing).toEqual([]);
  });

  it('say what runs the programs', () => {
    for (const file of Object.values(manifest.bin)) {
      expect(readFileSync(path.join(root, file), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    }
  });

  it('mark the CommonJS copy as such', () => {
    const marker = readFileSync(path.join(root, 'dist/cjs/package.json'), 'utf8');
    expect(JSON.parse(marker)).toEqual({ type: 'commonjs' });
  });
});
