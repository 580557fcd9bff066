import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const SOURCES = [
  'dist/esm',
  'dist/esm/chunks',
  'dist/esm/stores/sqlite',
  'dist/esm/stores/postgres',
  'dist/esm/terminus',
  'test/faults/app',
];

let bundled: Promise<string> | undefined;

/** The program of the shop in as few files as it takes to start fast; made anew when the package, Nest or the shop has changed. */
export function bundledShop(): Promise<string> {
  bundled ??= bundle();
  return bundled;
}

async function bundle(): Promise<string> {
  const hash = createHash('sha256').update(readFileSync('package-lock.json'));
  for (const dir of SOURCES) {
    const files = readdirSync(dir).filter((name) => name.endsWith('.js'));
    for (const name of files) hash.update(readFileSync(join(dir, name)));
  }
  const dir = resolve('temp/faults', hash.digest('hex').slice(0, 16));
  if (!existsSync(dir)) {
    await promisify(execFile)(process.execPath, ['test/faults/app/bundle.js', dir]);
  }
  return join(dir, 'shop.cjs');
}
