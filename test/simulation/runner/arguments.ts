import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { STORE_KINDS, type StoreKind } from '../simulated.stores.js';

export interface SimulateArguments {
  readonly from: number;
  readonly to: number;
  /** Null: one seed in ten on SQL, the others in memory. */
  readonly store: StoreKind | null;
  readonly workers: number;
  /** One seed alone is told line by line. */
  readonly trace: boolean;
}

const USAGE = 'npm run simulate -- [--seed N | --seeds A..B] [--store memory|sqlite] [--workers N]';
const MOST_WORKERS = 2;

/** @throws Error with the usage */
export function readArguments(argv: readonly string[]): SimulateArguments {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seed: { type: 'string' },
      seeds: { type: 'string' },
      store: { type: 'string' },
      workers: { type: 'string' },
    },
  });
  const range = /^(\d+)\.\.(\d+)$/.exec(values.seeds ?? '1..1000');
  const [from, to] =
    values.seed === undefined
      ? [Number(range?.[1]), Number(range?.[2])]
      : [Number(values.seed), Number(values.seed)];
  const store = STORE_KINDS.find((kind) => kind === values.store) ?? null;
  const workers = Number(values.workers ?? Math.min(MOST_WORKERS, availableParallelism()));
  const numbers = [from, to, workers].every((value) => Number.isSafeInteger(value) && value >= 0);
  const named = values.store === undefined || store !== null;
  if (!numbers || !named || to < from || workers < 1) throw new Error(USAGE);
  return { from, to, store, workers, trace: values.seed !== undefined };
}

/** SQL is slower and its rules are the same, so one seed in ten is enough: odd ones and even ones, since they are the two claim modes. */
export function storeOf(seed: number, store: StoreKind | null): StoreKind {
  const place = seed % 20;
  return store ?? (place === 5 || place === 10 ? 'sqlite' : 'memory');
}
