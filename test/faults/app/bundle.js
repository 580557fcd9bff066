// Makes a few files of the shop, the package and Nest, as applications that must start fast do: as they are, a process needs three
// times as long to start, and the suites start hundreds.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { rollup } from 'rollup';

const require = createRequire(import.meta.url);
const OWN = {
  'nestjs-khqr': 'dist/esm/index.js',
  'nestjs-khqr/sqlite': 'dist/esm/stores/sqlite/index.js',
  'nestjs-khqr/postgres': 'dist/esm/stores/postgres/index.js',
  'nestjs-khqr/terminus': 'dist/esm/terminus/index.js',
  rxjs: 'node_modules/rxjs/dist/esm/index.js',
  'rxjs/operators': 'node_modules/rxjs/dist/esm/operators/index.js',
};
const NEST = /^@nestjs\/(common|core|event-emitter|schedule)(\/|$)/;

const [dir] = process.argv.slice(2);
// Several may be at it: each makes its own, and the first one stays.
await mkdir(path.dirname(dir), { recursive: true });
const draft = await mkdtemp(`${dir}-`);
const bundle = await rollup({
  input: 'test/faults/app/shop.js',
  treeshake: false,
  onLog: () => undefined,
  plugins: [
    {
      name: 'what belongs into it',
      resolveId(id, importer) {
        if (importer === undefined || id.startsWith('.')) return null;
        if (Object.hasOwn(OWN, id)) return path.resolve(OWN[id]);
        return NEST.test(id) ? require.resolve(id) : { id, external: true };
      },
    },
  ],
});
// CommonJS: what stays outside is mostly that, and costs Node less when it is not imported.
await bundle.write({
  dir: draft,
  format: 'cjs',
  entryFileNames: '[name].cjs',
  chunkFileNames: '[name].cjs',
  dynamicImportInCjs: false,
  interop: 'auto',
});
await bundle.close();
await rename(draft, dir).catch((error) => {
  if (!existsSync(dir)) throw error;
});
