// Compiles every sample against the built package.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

for (const name of readdirSync('sample')) {
  const project = `sample/${name}/tsconfig.build.json`;
  if (existsSync(project)) {
    execFileSync(process.execPath, [tsc, '-p', project], { stdio: 'inherit' });
  }
}
