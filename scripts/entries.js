// The one list of the package's entry points. `npm run exports` writes `bin`, `exports` and `typesVersions` of package.json
// from it, leaving out entries whose source does not exist yet; test/packaging fails when they are out of step.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);

/**
 * Sub-path → module below `lib`, without its extension.
 * @type {Record<string, string>}
 */
export const ENTRIES = {
  '.': 'index',
  './emv': 'emv/index',
  './image': 'image/index',
  './sqlite': 'stores/sqlite/index',
  './postgres': 'stores/postgres/index',
  './checkout': 'checkout/index',
  './gateway': 'gateway/index',
  './sandbox': 'sandbox/index',
  './testing': 'testing/index',
  './terminus': 'terminus/index',
  './opentelemetry': 'opentelemetry/index',
};

/**
 * Program → module below `lib`, without its extension; each begins with `#!/usr/bin/env node`.
 * @type {Record<string, string>}
 */
export const PROGRAMS = { 'nestjs-khqr': 'cli/main' };

/**
 * The entries that exist, as `[sub-path, module]`.
 * @returns {[string, string][]}
 */
export function presentEntries() {
  return Object.entries(ENTRIES).filter(([, module]) =>
    existsSync(new URL(`lib/${module}.ts`, root)),
  );
}

function conditions(module) {
  const file = (format) => ({
    types: `./dist/${format}/${module}.d.ts`,
    default: `./dist/${format}/${module}.js`,
  });
  // `module-sync` before `require`: Node >= 20.19 then loads one copy, whether required or imported.
  return { import: file('esm'), 'module-sync': file('esm'), require: file('cjs') };
}

/** `bin`, `exports` and `typesVersions` as package.json should have them. */
export function packageFields() {
  const entries = presentEntries();
  const subPaths = entries.filter(([path]) => path !== '.');
  return {
    // Run by Node itself, so the ES modules do.
    bin: Object.fromEntries(
      Object.entries(PROGRAMS).map(([name, module]) => [name, `dist/esm/${module}.js`]),
    ),
    exports: {
      ...Object.fromEntries(entries.map(([path, module]) => [path, conditions(module)])),
      './package.json': './package.json',
    },
    // For `moduleResolution: node`, which reads no `exports`.
    typesVersions: {
      '*': Object.fromEntries(
        subPaths.map(([path, module]) => [path.slice(2), [`./dist/cjs/${module}.d.ts`]]),
      ),
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv.includes('--write')) {
  const file = new URL('package.json', root);
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, `${JSON.stringify({ ...manifest, ...packageFields() }, null, 2)}\n`);
}
