/** What happened in a run, as one number and, where somebody wants to read it, as text. */
export class TraceLog {
  #high = 0x811c9dc5;
  #low = 0x1234567;
  #lines = 0;

  constructor(
    private readonly now: () => number,
    private readonly print: ((line: string) => void) | null,
    /** Nobody will ask for the hash: it takes a moment for each line, and there are thousands in each run. */
    private readonly silent: boolean,
  ) {}

  get lines(): number {
    return this.#lines;
  }

  /** Equal for two runs that did the same at the same times. */
  get hash(): string {
    return [this.#high, this.#low].map((part) => part.toString(16).padStart(8, '0')).join('');
  }

  add(who: string, what: string): void {
    if (this.silent) return;
    const at = this.now();
    const line = `${at} ${who} ${what}`;
    this.#lines += 1;
    // Two FNV-1a hashes side by side: fast enough for every line of every run.
    for (let place = 0; place < line.length; place += 1) {
      const code = line.charCodeAt(place);
      this.#high = Math.imul(this.#high ^ code, 0x01000193) >>> 0;
      this.#low = Math.imul(this.#low ^ (code + place), 0x01000193) >>> 0;
    }
    this.print?.(`${(at / 1000).toFixed(3).padStart(10)} ${who.padEnd(8)} ${what}`);
  }
}
