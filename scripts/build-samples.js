// Compiles samples against the built package: all of them, or those named.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const projectOf = (name) => `sample/${name}/tsconfig.build.json`;

const named = process.argv.slice(2);
const samples = readdirSync('sample').filter((name) => existsSync(projectOf(name)));
const unknown = named.filter((name) => !samples.includes(name));
if (unknown.length > 0) {
  console.error(`No sample named ${unknown.join(', ')}; there are: ${samples.join(', ')}.`);
  process.exit(1);
}
for (const name of named.length > 0 ? named : samples) {
  execFileSync(process.execPath, [tsc, '-p', projectOf(name)], { stdio: 'inherit' });
}
