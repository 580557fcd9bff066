// `npm run bench` runs every *.bench.mjs of this folder, `npm run bench -- http emv` those named. They import the built
// package: run `npm run build` first.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const SUFFIX = '.bench.mjs';

if (!existsSync(new URL('../../dist/esm/index.js', import.meta.url))) {
  console.error('The package is not built: run `npm run build` first.');
  process.exit(1);
}

const present = readdirSync(here)
  .filter((file) => file.endsWith(SUFFIX))
  .map((file) => file.slice(0, -SUFFIX.length))
  .sort();
const named = process.argv.slice(2);
const strangers = named.filter((name) => !present.includes(name));
if (strangers.length > 0) {
  console.error(`No bench named ${strangers.join(', ')}; there are: ${present.join(', ')}.`);
  process.exit(1);
}

let failed = false;
for (const name of named.length > 0 ? named : present) {
  console.log(`\n== ${name}`);
  const { status } = spawnSync(process.execPath, [here + name + SUFFIX], { stdio: 'inherit' });
  failed ||= status !== 0;
}
process.exitCode = failed ? 1 : 0;
