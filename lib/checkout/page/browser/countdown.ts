/** Milliseconds since some moment, from a clock that never jumps. */
export type Ticks = () => number;

/** What is left by the server's clock: the device's own may be minutes off, and is used to measure only. */
export class Countdown {
  private endsAt = 0;

  constructor(private readonly ticks: Ticks) {}

  /** Both times are the server's, ISO 8601, of an answer that has just arrived. */
  set({
    expiresAt,
    serverTime,
  }: {
    readonly expiresAt: string;
    readonly serverTime: string;
  }): void {
    this.endsAt = this.ticks() + Date.parse(expiresAt) - Date.parse(serverTime);
  }

  /** Whole seconds, rounded up; 0 when it is over. */
  seconds(): number {
    return Math.max(0, Math.ceil((this.endsAt - this.ticks()) / 1000));
  }
}

/** `4:05`, `61:00`. */
export function showSeconds(seconds: number): string {
  return `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`;
}
