import type { SimulatedProcess } from './simulated.process.js';

/** So long a process has to live with a PAID answer in its hands to have written it down, or to have been told by another. */
const TO_WRITE_MS = 60_000;

interface Hearing {
  readonly atMs: number;
  readonly process: SimulatedProcess;
}

/** Who was told what about the money. */
export class MoneyAuditor {
  readonly #lastAskedMs = new Map<string, number>();
  readonly #heard = new Map<string, Hearing[]>();

  constructor(private readonly nowMs: () => number) {}

  /** A check has left. */
  asked(md5: string): void {
    this.#lastAskedMs.set(md5, this.nowMs());
  }

  /** A process has been told that it is paid. */
  heard(md5: string, process: SimulatedProcess): void {
    const hearings = this.#heard.get(md5) ?? [];
    hearings.push({ atMs: this.nowMs(), process });
    this.#heard.set(md5, hearings);
  }

  /** When the last check of this md5 left; null: never. */
  lastAskedMs(md5: string): number | null {
    return this.#lastAskedMs.get(md5) ?? null;
  }

  /** Whether a process that was told of the money had the time to keep it. */
  wasKept(md5: string): boolean {
    return (this.#heard.get(md5) ?? []).some(
      ({ atMs, process }) => process.alive || (process.endedMs ?? 0) >= atMs + TO_WRITE_MS,
    );
  }
}
