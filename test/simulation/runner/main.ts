// npm run simulate: many runs on two cores, or one with everything that happens in it.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { simulate } from '../simulation.js';
import { readArguments, storeOf, type SimulateArguments } from './arguments.js';
import type { Batch, BatchResult, SeedFailure } from './worker.js';

const BATCH = 20;
const PROGRESS_MS = 20_000;
/** Violations of one seed that are printed; the rest follow from the first. */
const SHOWN = 5;

async function one({ from, store }: SimulateArguments): Promise<boolean> {
  const kind = storeOf(from, store);
  const print = (line: string): void => {
    console.log(line);
  };
  const { violations, figures, hash } = await simulate({ seed: from, store: kind, print });
  console.log(`seed ${from} on ${kind}: ${violations.length} violations, hash ${hash}`);
  console.log(JSON.stringify(figures));
  return violations.length === 0;
}

function tell({ seed, store, violations }: SeedFailure): void {
  for (const { kind, atMs, text } of violations.slice(0, SHOWN)) {
    console.log(`seed ${seed} at ${(atMs / 1000).toFixed(3)} s: ${kind}: ${text}`);
  }
  console.log(`  repeat: npm run simulate -- --seed ${seed} --store ${store}`);
}

async function many({ from, to, store, workers }: SimulateArguments): Promise<boolean> {
  const began = performance.now();
  const totals: Record<string, number> = {};
  let [next, done, failed] = [from, 0, 0];

  const seconds = (): string => ((performance.now() - began) / 1000).toFixed(1);
  const take = ({ seeds, failures, totals: added }: BatchResult): void => {
    done += seeds;
    failed += failures.length;
    failures.forEach(tell);
    for (const [name, value] of Object.entries(added)) totals[name] = (totals[name] ?? 0) + value;
  };
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), {
        // Most of the garbage is young, and each worker has one core.
        execArgv: [...process.execArgv, '--max-semi-space-size=64', '--single-threaded'],
      });
      let batch: Batch | null = null;
      const give = (): void => {
        if (next > to) {
          batch = null;
          child.disconnect();
          return;
        }
        batch = { from: next, to: Math.min(to, next + BATCH - 1), store };
        next = batch.to + 1;
        child.send(batch);
      };
      child.on('message', (result) => {
        take(result as BatchResult);
        give();
      });
      child.on('exit', (code) => {
        if (code === 0 && !batch) resolve();
        else
          reject(
            new Error(`The worker with ${JSON.stringify(batch)} ended with ${code ?? 'a signal'}.`),
          );
      });
      give();
    });

  const progress = setInterval(() => {
    console.log(`${done} seeds, ${failed} failed, ${seconds()} s`);
  }, PROGRESS_MS);
  try {
    await Promise.all(Array.from({ length: workers }, work));
  } finally {
    clearInterval(progress);
  }
  console.log(`${done} seeds (${JSON.stringify(totals)})`);
  console.log(`${failed} seeds with violations, ${seconds()} s on ${workers} workers`);
  return failed === 0;
}

const args = readArguments(process.argv.slice(2));
const good = await (args.trace ? one(args) : many(args));
process.exitCode = good ? 0 : 1;
