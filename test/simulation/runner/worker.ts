import type { Violation } from '../violation.log.js';
import { simulate } from '../simulation.js';
import type { StoreKind } from '../simulated.stores.js';
import { storeOf } from './arguments.js';

/** Seeds for one worker, one after the other. */
export interface Batch {
  readonly from: number;
  readonly to: number;
  readonly store: StoreKind | null;
}

export interface BatchResult {
  readonly seeds: number;
  readonly failures: readonly SeedFailure[];
  readonly totals: Readonly<Record<string, number>>;
}

export interface SeedFailure {
  readonly seed: number;
  readonly store: StoreKind;
  readonly violations: readonly Pick<Violation, 'kind' | 'atMs' | 'text'>[];
}

async function runBatch({ from, to, store }: Batch): Promise<BatchResult> {
  const failures: SeedFailure[] = [];
  const totals: Record<string, number> = {};
  for (let seed = from; seed <= to; seed += 1) {
    const kind = storeOf(seed, store);
    const { violations, figures } = await simulate({ seed, store: kind, silent: true });
    if (violations.length > 0) failures.push({ seed, store: kind, violations });
    for (const [name, value] of Object.entries({ ...figures, [kind]: 1 })) {
      if (typeof value === 'number') totals[name] = (totals[name] ?? 0) + value;
    }
  }
  return { seeds: to - from + 1, failures, totals };
}

// Thousands of errors are meant in each run, and nobody reads where they came from.
Error.stackTraceLimit = 0;

process.on('message', (batch: Batch) => {
  void runBatch(batch).then((result) => process.send?.(result));
});
