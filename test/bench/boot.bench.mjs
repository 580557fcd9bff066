// What importing the package and `app.init()` with `apikhqr` add to a bare Nest application, milliseconds: a fresh process
// each time, the two kinds in turn, Nest itself loaded in both. And what costs it: each dependency imported alone, after Nest.
// Goal: at most 100 ms in the median.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { line, median } from './figures.mjs';

const ROUNDS = 15;
const GOAL_MS = 100;
const child = fileURLToPath(new URL('boot-app.mjs', import.meta.url));

const run = (...args) =>
  Number(
    execFileSync(process.execPath, [child, ...args], {
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1' },
    }),
  );

const bare = [];
const added = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const without = run('bare');
  bare.push(without);
  added.push(run('khqr') - without);
}
console.log(line('bare Nest application, ms', bare, 1));
console.log(line('added by nestjs-khqr with apikhqr, ms', added, 1));
console.log('each imported alone after Nest, ms (of undici only its pool is loaded):');
for (const name of ['nestjs-khqr', 'nestjs-khqr/emv', 'undici/lib/dispatcher/pool.js', 'undici']) {
  const times = Array.from({ length: 7 }, () => run('import', name));
  console.log(`  ${line(name, times, 1)}`);
}
const good = median(added) <= GOAL_MS;
console.log(`goal: at most ${GOAL_MS} ms: ${good ? 'met' : 'MISSED'}`);
process.exitCode = good ? 0 : 1;
