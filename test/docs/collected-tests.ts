import { expect } from '@jest/globals';

// Stands in for @jest/globals while a documented test runs inside a test of ours.
type Run = () => unknown;

const collected = new Map<string, Run>();
const afters: Run[] = [];

function it(name: string, run: Run): void {
  collected.set(name, run);
}

export { expect, it, it as test };
export const afterEach = (run: Run): number => afters.push(run);

/** Runs what has been collected since the last time; answers the names. */
export async function runCollected(): Promise<readonly string[]> {
  const tests = [...collected];
  const ends = afters.splice(0);
  collected.clear();
  for (const [, run] of tests) {
    try {
      await run();
    } finally {
      for (const end of ends) await end();
    }
  }
  return tests.map(([name]) => name);
}
