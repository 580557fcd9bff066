/** Counts the checks that reach the provider, as the provider sees them. */
export class CheckAudit {
  /** When each check came, milliseconds on this process's monotonic clock. */
  readonly times: number[] = [];
  /** The most checks of one md5 that were ever under way at once. */
  mostAtOnce = 0;
  private readonly open = new Map<string, number>();

  /** A check has come; call what is answered when it has ended. */
  begin(md5: string): () => void {
    this.times.push(performance.now());
    const now = (this.open.get(md5) ?? 0) + 1;
    this.open.set(md5, now);
    this.mostAtOnce = Math.max(this.mostAtOnce, now);
    return () => {
      const left = (this.open.get(md5) ?? 1) - 1;
      if (left > 0) this.open.set(md5, left);
      else this.open.delete(md5);
    };
  }

  /** The number of checks in the fullest, and in the emptiest, window of this length between two times. */
  windows(
    lengthMs: number,
    from: number,
    to: number,
  ): { readonly most: number; readonly least: number } {
    const times = this.times.filter((time) => time >= from && time <= to);
    let most = 0;
    let least = Infinity;
    for (let first = 0, behind = 0; first < times.length; first += 1) {
      const start = times[first] ?? 0;
      while (behind < times.length && (times[behind] ?? 0) < start + lengthMs) behind += 1;
      most = Math.max(most, behind - first);
      if (start + lengthMs <= to) least = Math.min(least, behind - first);
    }
    return { most, least };
  }
}
