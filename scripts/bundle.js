// The last pass of the build: the modules behind each entry become a few files. Node spends about half a millisecond on
// every file of an import, and an application that imports the package should not notice it. Declarations stay as they are.
// Modules that several entries share become chunks of their own, so that a class is one class whatever entry it comes from.
import { rm } from 'node:fs/promises';
import { rollup } from 'rollup';
import { PROGRAMS, presentEntries } from './entries.js';

const modules = [...presentEntries().map(([, module]) => module), ...Object.values(PROGRAMS)];
const input = Object.fromEntries(modules.map((module) => [module, `dist/esm/${module}.js`]));
const bundle = await rollup({
  input,
  external: (id) => !id.startsWith('.') && !id.startsWith('/'),
  onwarn(warning) {
    // TypeScript's decorator helper asks for a global one of its name first; there is none.
    if (warning.code === 'THIS_IS_UNDEFINED') return;
    throw new Error(`rollup: ${warning.message}`);
  },
});
const shape = {
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
  // Small modules go together with what uses them.
  minifyInternalExports: false,
  interop: 'auto',
  exports: 'named',
};
for (const format of ['esm', 'cjs'])
  await rm(`dist/${format}/chunks`, { recursive: true, force: true });
await bundle.write({ ...shape, dir: 'dist/esm', format: 'es' });
await bundle.write({ ...shape, dir: 'dist/cjs', format: 'cjs' });
await bundle.close();
