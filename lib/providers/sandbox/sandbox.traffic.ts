import type { SandboxCall } from './sandbox-code.js';

/** What the bank has been asked so far: every request that reached it, those that failed too. */
export interface SandboxStats {
  readonly creates: number;
  readonly checks: number;
  /** By reference; creates without one are under ''. */
  readonly createsByReference: ReadonlyMap<string, number>;
  readonly checksByMd5: ReadonlyMap<string, number>;
  /** The most checks of one md5 that were under way at once; the tracker promises 1. */
  readonly maxConcurrentChecks: number;
}

interface Count {
  readonly total: number;
  readonly lastAt: number;
}

/** Counts requests; forgets keys that have not been asked about for `keepMs`. */
export class SandboxTraffic {
  readonly #keepMs: number;
  /** Longest untouched first. */
  readonly #counts = { create: new Map<string, Count>(), check: new Map<string, Count>() };
  readonly #totals = { create: 0, check: 0 };
  readonly #underWay = new Map<string, number>();
  #maxConcurrentChecks = 0;

  constructor(keepMs: number) {
    this.#keepMs = keepMs;
  }

  /** Call the answer when the request is over. */
  begin(call: SandboxCall, key: string, now: number): () => void {
    this.#totals[call] += 1;
    this.#count(this.#counts[call], key, now);
    if (call === 'create') return () => undefined;
    const together = (this.#underWay.get(key) ?? 0) + 1;
    this.#underWay.set(key, together);
    this.#maxConcurrentChecks = Math.max(this.#maxConcurrentChecks, together);
    return () => {
      const left = (this.#underWay.get(key) ?? 1) - 1;
      if (left > 0) this.#underWay.set(key, left);
      else this.#underWay.delete(key);
    };
  }

  stats(): SandboxStats {
    return {
      creates: this.#totals.create,
      checks: this.#totals.check,
      createsByReference: totals(this.#counts.create),
      checksByMd5: totals(this.#counts.check),
      maxConcurrentChecks: this.#maxConcurrentChecks,
    };
  }

  #count(counts: Map<string, Count>, key: string, now: number): void {
    const total = (counts.get(key)?.total ?? 0) + 1;
    counts.delete(key);
    counts.set(key, { total, lastAt: now });
    for (const [old, { lastAt }] of counts) {
      if (lastAt >= now - this.#keepMs) return;
      counts.delete(old);
    }
  }
}

function totals(counts: ReadonlyMap<string, Count>): ReadonlyMap<string, number> {
  return new Map([...counts].map(([key, { total }]) => [key, total]));
}
